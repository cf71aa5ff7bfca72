package process

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"layerfile/agent/wire"
)

// openTerminal makes a terminal (pty(7)): our end, and the child's, which is its input and both of its outputs.
func openTerminal(window wire.Window) (*os.File, []*os.File, error) {
	// Not blocking, so that reads can be given a deadline and closed.
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("opening a terminal: %w", err)
	}
	ours := os.NewFile(uintptr(fd), "terminal")
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		ours.Close()
		return nil, nil, fmt.Errorf("unlocking a terminal: %w", err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		ours.Close()
		return nil, nil, fmt.Errorf("opening a terminal: %w", err)
	}
	theirs, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		ours.Close()
		return nil, nil, fmt.Errorf("opening a terminal: %w", err)
	}
	if err := resize(ours, window); err != nil {
		ours.Close()
		theirs.Close()
		return nil, nil, err
	}
	return ours, []*os.File{theirs}, nil
}

// resize tells a terminal how large it is; the kernel tells the programs in it.
func resize(terminal *os.File, window wire.Window) error {
	connection, err := terminal.SyscallConn()
	if err != nil {
		return err
	}
	var failure error
	err = connection.Control(func(fd uintptr) {
		size := unix.Winsize{Row: window.Rows, Col: window.Columns}
		failure = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &size)
	})
	if err != nil {
		return err
	}
	return failure
}
