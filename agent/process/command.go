package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/vmihailenco/msgpack/v5"
	"golang.org/x/sys/unix"

	"layerfile/agent/wire"
)

// childEnv is for what runs between the agent and the command, which gets an environment of its own: one thread is enough
// for so little, and nothing that is meant for programs that run for long.
var childEnv = []string{"GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1,containermaxprocs=0,updatemaxprocs=0"}

// Request is a command to run: one `exec` of the host.
type Request struct {
	Argv []string
	Env  map[string]string
	Cwd  string // "" is the user's home
	User string // "" is root

	Window *wire.Window // of the terminal that the command gets; nil for a pipe
}

// Events is told what becomes of a command, one call at a time and in order; each call may block for as long as
// the host does not take it.
type Events interface {
	Started(pid int)
	Output(data []byte)
	Exited(code, signal int)
	Failed(err error)
}

// pieceSize is the most output in one frame, in bytes.
const pieceSize = 256 * 1024

// pipeSize is what a command may write before it waits for the host, in bytes.
const pipeSize = 1024 * 1024

// terminalGrace is how long what a terminal still has to say is waited for.
const terminalGrace = 500 * time.Millisecond

// command is one started process with the pipe, or the terminal, that it and its children write to.
type command struct {
	process  *os.Process
	output   *os.File
	terminal bool
	cgroup   string
}

// start runs the request and returns when the program was executed, or why it could not be.
func start(request Request, cgroup string) (*command, error) {
	if len(request.Argv) == 0 || request.Argv[0] == "" {
		return nil, errors.New("there is no command to run")
	}
	user, err := lookup(request.User, "/etc/passwd", "/etc/group")
	if err != nil {
		return nil, err
	}
	cwd := request.Cwd
	if cwd == "" {
		cwd = user.home
	}
	want := spec{
		Argv: request.Argv, Env: user.environment(request.Env), Cwd: cwd,
		UID: user.uid, GID: user.gid, Groups: user.groups, Cgroup: cgroup,
	}
	description, err := msgpack.Marshal(want)
	if err != nil {
		return nil, err
	}
	return spawn(description, cgroup, request.Window)
}

func spawn(description []byte, cgroup string, window *wire.Window) (*command, error) {
	var opened []*os.File
	closeAll := func() {
		for _, file := range opened {
			file.Close()
		}
	}
	pipe := func() (*os.File, *os.File, error) {
		read, write, err := os.Pipe()
		if err == nil {
			opened = append(opened, read, write)
		}
		return read, write, err
	}
	var output *os.File
	var files []*os.File
	var err error
	if window == nil {
		output, files, err = openPipe()
	} else {
		output, files, err = openTerminal(*window)
	}
	if err != nil {
		return nil, err
	}
	opened = append(opened, output)
	opened = append(opened, files...)
	specRead, specWrite, err := pipe()
	if err != nil {
		closeAll()
		return nil, err
	}
	status, statusWrite, err := pipe()
	if err != nil {
		closeAll()
		return nil, err
	}
	process, err := os.StartProcess("/proc/self/exe", []string{ChildName}, &os.ProcAttr{
		Dir:   "/",
		Env:   childEnv,
		Files: append(standard(files), specRead, statusWrite),
		Sys:   &syscall.SysProcAttr{Setsid: true, Setctty: window != nil},
	})
	if err != nil {
		closeAll()
		return nil, fmt.Errorf("starting a process: %w", err)
	}
	for _, file := range files {
		file.Close()
	}
	specRead.Close()
	statusWrite.Close()
	_, writeErr := specWrite.Write(description)
	specWrite.Close()
	problem, readErr := io.ReadAll(status)
	status.Close()
	if len(problem) > 0 || writeErr != nil || readErr != nil {
		output.Close()
		_, _ = process.Wait()
		if len(problem) > 0 {
			return nil, errors.New(strings.ToValidUTF8(string(problem), "?"))
		}
		return nil, fmt.Errorf("starting a process: %v %v", writeErr, readErr)
	}
	return &command{process: process, output: output, terminal: window != nil, cgroup: cgroup}, nil
}

// openPipe is what a step's command has: nothing to read, and one pipe for both outputs. The files are for the child.
func openPipe() (*os.File, []*os.File, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, nil, err
	}
	output, write, err := os.Pipe()
	if err != nil {
		null.Close()
		return nil, nil, err
	}
	_, _ = unix.FcntlInt(write.Fd(), unix.F_SETPIPE_SZ, pipeSize)
	return output, []*os.File{null, write}, nil
}

// standard is the child's input, output and errors, from those that were opened for it.
func standard(files []*os.File) []*os.File {
	last := files[len(files)-1]
	return []*os.File{files[0], last, last}
}

// follow reports output, the main process's end after what the pipe then held, and what its children write later.
func (c *command) follow(events Events, ended func()) {
	defer c.output.Close()
	exit := make(chan *os.ProcessState, 1)
	go func() {
		state, err := c.process.Wait()
		if err != nil {
			state = nil
		}
		exit <- state
		// The reader may be waiting for output that never comes: wake it so that it sees the end.
		_ = c.output.SetReadDeadline(c.deadline())
	}()
	buffer := make([]byte, pieceSize)
	for {
		n, err := c.output.Read(buffer)
		if n > 0 {
			events.Output(buffer[:n])
			continue
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			state := <-exit
			exit = nil
			_ = c.output.SetReadDeadline(time.Time{})
			c.drain(events, buffer)
			ended()
			events.Exited(outcome(state))
			continue
		}
		break
	}
	if exit != nil {
		state := <-exit
		ended()
		events.Exited(outcome(state))
	}
}

// deadline is when the reader is woken after the main process has ended. A terminal's last output is on its way for a
// moment, and its end is told when nobody has it open any more; only children that keep it are not waited for.
func (c *command) deadline() time.Time {
	if c.terminal {
		return time.Now().Add(terminalGrace)
	}
	return time.Unix(1, 0)
}

// drain reports what the pipe holds now, and no more: children may go on writing for ever.
func (c *command) drain(events Events, buffer []byte) {
	held, err := c.held()
	for err == nil && held > 0 {
		piece := buffer
		if held < len(piece) {
			piece = piece[:held]
		}
		var n int
		if n, err = c.output.Read(piece); n > 0 {
			held -= n
			events.Output(piece[:n])
		}
	}
}

// held is the number of bytes in the pipe.
func (c *command) held() (int, error) {
	connection, err := c.output.SyscallConn()
	if err != nil {
		return 0, err
	}
	held := 0
	var failure error
	if err := connection.Control(func(fd uintptr) { held, failure = unix.IoctlGetInt(int(fd), unix.TIOCINQ) }); err != nil {
		return 0, err
	}
	return held, failure
}

// outcome is the exit code, or the signal that ended the process with code 0.
func outcome(state *os.ProcessState) (code, signal int) {
	if state == nil {
		return 255, 0
	}
	status, ok := state.Sys().(syscall.WaitStatus)
	if !ok {
		return state.ExitCode(), 0
	}
	if status.Signaled() {
		return 0, int(status.Signal())
	}
	return status.ExitStatus(), 0
}
