package wire

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// awayPause is how long an absent host is waited for before the port is asked again.
const awayPause = 10 * time.Millisecond

// Port is the way to the host. Read returns ErrAway when the host is not there and io.EOF when it never will be.
type Port interface {
	io.Reader
	io.Writer
	io.Closer
}

// OpenPort opens a virtio-serial character device, or connects to a Unix socket where path is one.
func OpenPort(path string) (Port, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("port: %w", err)
	}
	if info.Mode()&os.ModeSocket != 0 {
		connection, err := net.Dial("unix", path)
		if err != nil {
			return nil, fmt.Errorf("port: %w", err)
		}
		return connection, nil
	}
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("port %s: %w", path, err)
	}
	return &device{fd: fd}, nil
}

// device is a character device with blocking reads and writes. It bypasses os.File, which would poll it.
type device struct{ fd int }

func (d *device) Read(p []byte) (int, error) {
	n, err := retry(func() (int, error) { return unix.Read(d.fd, p) })
	if n == 0 && err == nil {
		time.Sleep(awayPause)
		return 0, ErrAway
	}
	return n, err
}

func (d *device) Write(p []byte) (int, error) {
	done := 0
	for done < len(p) {
		n, err := retry(func() (int, error) { return unix.Write(d.fd, p[done:]) })
		if err != nil {
			return done, err
		}
		if n == 0 {
			time.Sleep(awayPause)
		}
		done += n
	}
	return done, nil
}

func (d *device) Close() error { return unix.Close(d.fd) }

func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EAGAIN):
			time.Sleep(time.Millisecond)
		default:
			return 0, err
		}
	}
}

// listener takes one host after the other at a Unix socket, as a virtio-serial port does across snapshots.
type listener struct {
	socket  net.Listener
	mutex   sync.Mutex
	arrived *sync.Cond
	host    net.Conn
}

// Listen makes a Unix socket at path and takes one connection at a time.
func Listen(path string) (Port, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("port: %w", err)
	}
	socket, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("port: %w", err)
	}
	port := &listener{socket: socket}
	port.arrived = sync.NewCond(&port.mutex)
	return port, nil
}

func (l *listener) Read(p []byte) (int, error) {
	l.mutex.Lock()
	host := l.host
	l.mutex.Unlock()
	if host == nil {
		var err error
		if host, err = l.socket.Accept(); err != nil {
			return 0, io.EOF
		}
		l.setHost(host)
	}
	n, err := host.Read(p)
	if n > 0 {
		return n, nil
	}
	if err != nil {
		host.Close()
		l.setHost(nil)
		return 0, ErrAway
	}
	return 0, nil
}

// Write waits while nobody is connected. What a host did not take before it left is lost with it.
func (l *listener) Write(p []byte) (int, error) {
	l.mutex.Lock()
	for l.host == nil {
		l.arrived.Wait()
	}
	host := l.host
	l.mutex.Unlock()
	if n, err := host.Write(p); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, unix.EPIPE) {
		return n, err
	}
	return len(p), nil
}

func (l *listener) Close() error { return l.socket.Close() }

func (l *listener) setHost(host net.Conn) {
	l.mutex.Lock()
	l.host = host
	l.mutex.Unlock()
	l.arrived.Broadcast()
}
