// Package process runs the steps' commands and sends what they print.
package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"layerfile/agent/wire"
)

// Table holds the commands that were started.
type Table struct {
	port   *wire.Port
	mutex  sync.Mutex
	groups map[uint64]int
}

// NewTable returns an empty table whose commands report to port.
func NewTable(port *wire.Port) *Table {
	return &Table{port: port, groups: map[uint64]int{}}
}

// Start runs the command of an exec request. All that follows is sent: started, output and exited, or failed.
func (t *Table) Start(r *wire.Request) {
	if err := t.start(r); err != nil {
		go func() {
			_ = t.port.Send(wire.Message{"t": "failed", "re": "exec", "s": r.Stream, "error": err.Error()})
		}()
	}
}

// Signal sends a signal to the process group of a stream's command.
func (t *Table) Signal(r *wire.Request) {
	t.mutex.Lock()
	group := t.groups[r.Stream]
	t.mutex.Unlock()
	if group > 0 {
		_ = syscall.Kill(-group, syscall.Signal(r.Signum))
	}
}

func (t *Table) start(r *wire.Request) error {
	if len(r.Argv) == 0 {
		return errors.New("no command was given")
	}
	who, err := lookUp(r.User)
	if err != nil {
		return err
	}
	if info, err := os.Stat(r.Cwd); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no directory %s to run in", r.Cwd)
	}
	reader, writer, err := pipe()
	if err != nil {
		return err
	}
	command := &exec.Cmd{Args: r.Argv, Env: who.environment(r.Env), Dir: r.Cwd, Stdout: writer, Stderr: writer}
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: who.credential()}
	command.Path, err = find(r.Argv[0], r.Env["PATH"])
	if err == nil {
		err = command.Start()
	}
	writer.Close()
	if err != nil {
		unix.Close(reader)
		return fmt.Errorf("starting %s: %w", r.Argv[0], err)
	}
	// The agent itself must survive when memory runs out; what it started need not.
	_ = os.WriteFile("/proc/"+strconv.Itoa(command.Process.Pid)+"/oom_score_adj", []byte("0"), 0)
	t.mutex.Lock()
	t.groups[r.Stream] = command.Process.Pid
	t.mutex.Unlock()
	go t.follow(r.Stream, command, reader)
	return nil
}

// follow sends the command's output and, when its main process ends, what was in the pipe by then and its status.
// Children may hold the pipe for longer; what they write is sent as it comes.
func (t *Table) follow(stream uint64, command *exec.Cmd, reader int) {
	defer unix.Close(reader)
	_ = t.port.Send(wire.Message{"t": "started", "s": stream, "pid": command.Process.Pid})
	var alarm [2]int
	if err := unix.Pipe2(alarm[:], unix.O_CLOEXEC); err != nil {
		alarm = [2]int{-1, -1}
	}
	go func() {
		_ = command.Wait()
		unix.Close(alarm[1])
	}()
	buffer := make([]byte, 64<<10)
	ended, open := false, true
	for open || !ended {
		events := []unix.PollFd{{Fd: int32(reader), Events: unix.POLLIN}, {Fd: int32(alarm[0]), Events: unix.POLLIN}}
		if !open {
			events[0].Fd = -1
		}
		if ended {
			events[1].Fd = -1
		}
		if _, err := unix.Poll(events, -1); err != nil && err != unix.EINTR {
			return
		}
		if events[1].Revents != 0 && !ended {
			ended = true
			if open {
				open = t.drain(stream, reader, buffer)
			}
			unix.Close(alarm[0])
			t.report(stream, command)
		} else if events[0].Revents != 0 {
			n, err := unix.Read(reader, buffer)
			if n > 0 {
				_ = t.port.Send(wire.Message{"t": "output", "s": stream, "data": buffer[:n]})
			} else if err != unix.EINTR && err != unix.EAGAIN {
				open = false
			}
		}
	}
}

// drain sends what is in the pipe now, and no more: others may go on writing for ever. It tells whether the pipe is
// still open.
func (t *Table) drain(stream uint64, reader int, buffer []byte) bool {
	left, err := unix.IoctlGetInt(reader, unix.TIOCINQ)
	if err != nil {
		return false
	}
	for left > 0 {
		n, err := unix.Read(reader, buffer)
		if n <= 0 {
			return err == unix.EINTR || err == unix.EAGAIN
		}
		left -= n
		_ = t.port.Send(wire.Message{"t": "output", "s": stream, "data": buffer[:n]})
	}
	return true
}

func (t *Table) report(stream uint64, command *exec.Cmd) {
	t.mutex.Lock()
	delete(t.groups, stream)
	t.mutex.Unlock()
	code, signal := 255, 0
	if state := command.ProcessState; state != nil {
		status, _ := state.Sys().(syscall.WaitStatus)
		code = status.ExitStatus()
		if status.Signaled() {
			code, signal = 0, int(status.Signal())
		}
	}
	_ = t.port.Send(wire.Message{"t": "exited", "s": stream, "code": code, "signal": signal})
}

// pipe returns a non-blocking end to read from, and an end to write to that the command sees as an ordinary pipe.
func pipe() (int, *os.File, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return 0, nil, err
	}
	if err := unix.SetNonblock(ends[0], true); err != nil {
		return 0, nil, err
	}
	return ends[0], os.NewFile(uintptr(ends[1]), "output"), nil
}
