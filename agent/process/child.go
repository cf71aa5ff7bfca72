// Package process runs the commands of steps: start, output, end and signals.
package process

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmihailenco/msgpack/v5"
	"golang.org/x/sys/unix"
)

// ChildName is the argv[0] under which the agent starts itself to become a step's command.
//
// A process of its own is needed between fork and exec: the working directory and the program may lie in the
// watched tree, which the agent serves. Go's fork stops the agent's thread, and at a garbage collection all of it,
// until the child has called exec: a child that waits for the agent there would wait for ever.
const ChildName = "layer-step"

const (
	specFd   = 3
	statusFd = 4
)

// openFiles is the limit a service manager would give a login; Go raises its own and its children inherit that.
const openFiles = 1024

// spec is what the child has to become.
type spec struct {
	Argv   []string
	Env    []string
	Cwd    string
	UID    int
	GID    int
	Groups []int
	Cgroup string // directory to join, "" for none
}

// Child becomes the command that the agent describes on file 3. It returns only by ending the process; what went
// wrong is written to file 4, which exec closes.
func Child() {
	KeepFiles()
	if err := become(os.NewFile(specFd, "spec")); err != nil {
		fmt.Fprint(os.NewFile(statusFd, "status"), err)
	}
	os.Exit(127)
}

func become(input io.ReadCloser) error {
	var want spec
	if err := msgpack.NewDecoder(input).Decode(&want); err != nil {
		return fmt.Errorf("reading what to run: %w", err)
	}
	input.Close()
	// Best effort: neither a missing cgroup nor the kernel's memory killer decides whether a step can run.
	if want.Cgroup != "" {
		_ = os.WriteFile(filepath.Join(want.Cgroup, "cgroup.procs"), []byte("0"), 0)
	}
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("0"), 0)
	limitOpenFiles()
	unix.Umask(0o022)
	if err := setIDs(want.UID, want.GID, want.Groups); err != nil {
		return err
	}
	if err := os.Chdir(want.Cwd); err != nil {
		return err
	}
	program, err := find(want.Argv[0], want.Env)
	if err != nil {
		return err
	}
	if err := unix.Exec(program, want.Argv, want.Env); err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	return nil
}

// KeepFiles keeps everything that is open beyond the standard files from programs that are executed later. Libraries
// open files without saying so.
func KeepFiles() {
	_ = unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC)
}

func limitOpenFiles() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return
	}
	if limit.Max < openFiles {
		limit.Cur = limit.Max
	} else {
		limit.Cur = openFiles
	}
	_ = unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
}

// find looks a program up as a shell would: in PATH unless its name has a slash.
func find(name string, env []string) (string, error) {
	if strings.Contains(name, "/") {
		return name, nil
	}
	for _, pair := range env {
		if !strings.HasPrefix(pair, "PATH=") {
			continue
		}
		for _, folder := range filepath.SplitList(pair[len("PATH="):]) {
			if folder == "" {
				folder = "."
			}
			path := folder + "/" + name
			info, err := os.Stat(path)
			if err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%s: command not found", name)
}
