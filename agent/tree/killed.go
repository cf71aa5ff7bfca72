package tree

import (
	"bytes"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// killCheck is how often a reader that was interrupted once is looked at.
const killCheck = 50 * time.Millisecond

// reader is the thread that waits for contents.
//
// The kernel tells of any signal, and only of the first. To give up for one that the program handles would make its open
// or exec fail with EINTR, which no program expects of a file; programs in Go get such signals all the time. So only a
// reader that is being killed is let go.
type reader struct {
	interrupted <-chan struct{}
	thread      uint32
}

// nobody waits as long as it takes.
var nobody = reader{}

// wait returns when done is closed, with true, or when the reader is being killed.
func (r reader) wait(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-r.interrupted:
	}
	check := time.NewTicker(killCheck)
	defer check.Stop()
	for {
		if isKilled(r.thread) {
			return false
		}
		select {
		case <-done:
			return true
		case <-check.C:
		}
	}
}

// harmless are the signals that end no process by themselves.
const harmless = 1<<(unix.SIGCHLD-1) | 1<<(unix.SIGCONT-1) | 1<<(unix.SIGURG-1) | 1<<(unix.SIGWINCH-1) |
	1<<(unix.SIGSTOP-1) | 1<<(unix.SIGTSTP-1) | 1<<(unix.SIGTTIN-1) | 1<<(unix.SIGTTOU-1)

// isKilled reports whether a signal waits for a thread that will end it.
func isKilled(thread uint32) bool {
	text, err := os.ReadFile("/proc/" + strconv.FormatUint(uint64(thread), 10) + "/status")
	return err == nil && hasFatalSignal(text)
}

// hasFatalSignal reads the sets of signals in a /proc/PID/status.
func hasFatalSignal(status []byte) bool {
	sets := map[string]uint64{}
	for _, line := range bytes.Split(status, []byte("\n")) {
		name, rest, _ := bytes.Cut(line, []byte(":"))
		if set, err := strconv.ParseUint(string(bytes.TrimSpace(rest)), 16, 64); err == nil {
			sets[string(name)] = set
		}
	}
	pending := sets["SigPnd"] | sets["ShdPnd"]
	return pending&^(sets["SigBlk"]|sets["SigIgn"]|sets["SigCgt"]|harmless) != 0
}
