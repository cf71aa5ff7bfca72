package dial

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long a port may take to accept a connection: one whose queue is full takes for ever.
const patience = 5 * time.Second

// connect connects to a port of localhost: a server may listen on either of its two addresses only.
func connect(port int) (*net.TCPConn, error) {
	if port < 1 || port > 65535 {
		return nil, fmt.Errorf("there is no port %d", port)
	}
	var problem error
	for _, host := range []string{"127.0.0.1", "::1"} {
		connection, err := net.DialTimeout("tcp", net.JoinHostPort(host, strconv.Itoa(port)), patience)
		if err == nil {
			if tcp, ok := connection.(*net.TCPConn); ok {
				return tcp, nil
			}
			connection.Close()
			continue
		}
		// A machine without IPv6 says so of ::1, which explains nothing.
		if problem == nil || errors.Is(problem, unix.ECONNREFUSED) && !errors.Is(err, unix.EADDRNOTAVAIL) {
			problem = err
		}
	}
	if errors.Is(problem, unix.ECONNREFUSED) {
		return nil, fmt.Errorf("nothing listens on port %d", port)
	}
	return nil, problem
}
