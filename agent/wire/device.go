package wire

import (
	"time"

	"golang.org/x/sys/unix"
)

// Device is a virtio-serial port. Its other end comes and goes with snapshots: a read that finds nobody there waits.
type Device struct {
	fd int
}

// OpenDevice opens the port at path for both directions.
func OpenDevice(path string) (*Device, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return &Device{fd: fd}, nil
}

// Read waits for at least one byte, however often the host goes away in between.
func (d *Device) Read(buffer []byte) (int, error) {
	for {
		n, err := unix.Read(d.fd, buffer)
		switch {
		case err == unix.EINTR || err == unix.EAGAIN || err == unix.EPIPE || (err == nil && n == 0 && len(buffer) > 0):
			time.Sleep(5 * time.Millisecond)
		case err != nil:
			return 0, err
		default:
			return n, nil
		}
	}
}

// Write writes all of buffer, waiting while the host is away.
func (d *Device) Write(buffer []byte) (int, error) {
	done := 0
	for done < len(buffer) {
		n, err := unix.Write(d.fd, buffer[done:])
		switch {
		case err == unix.EINTR || err == unix.EAGAIN || err == unix.EPIPE || err == unix.ENODEV:
			time.Sleep(5 * time.Millisecond)
		case err != nil:
			return done, err
		}
		if n > 0 {
			done += n
		}
	}
	return done, nil
}
