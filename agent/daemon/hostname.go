package daemon

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// setHostName gives a fork a name of its own.
func setHostName(name string) error {
	if err := unix.Sethostname([]byte(name)); err != nil {
		return fmt.Errorf("setting the host name %q: %w", name, err)
	}
	return nil
}
