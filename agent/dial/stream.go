package dial

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"

	"layerfile/agent/wire"
)

// pieceSize is the most bytes of a stream in one frame.
const pieceSize = 64 * 1024

// stream is one connection of the host to a port.
type stream struct {
	number int64
	send   func(message interface{})

	mutex      sync.Mutex
	news       *sync.Cond
	connection *net.TCPConn // nil until it is there
	queue      [][]byte     // from the host, not yet written
	queued     int          // bytes that the host has sent and was not given room for again
	ended      bool         // nothing more comes from the host
	credit     int64        // bytes that the host has room for
	aborted    bool
}

func newStream(number int64, send func(message interface{})) *stream {
	opened := &stream{number: number, send: send, credit: Window}
	opened.news = sync.NewCond(&opened.mutex)
	return opened
}

// carry moves bytes until both directions have ended, or one has failed, or the host is not interested any more.
func (s *stream) carry(connection *net.TCPConn) {
	defer connection.Close()
	s.mutex.Lock()
	s.connection = connection
	aborted := s.aborted
	s.mutex.Unlock()
	if aborted {
		_ = connection.SetLinger(0)
		return
	}
	s.send(wire.Dialed{Type: "dialed", Stream: s.number, Address: connection.RemoteAddr().String()})
	written := make(chan struct{})
	go func() {
		defer close(written)
		s.toGuest(connection)
	}()
	if err := s.toHost(connection); err != nil {
		if !s.isAborted() {
			text := strings.ToValidUTF8(err.Error(), "?")
			s.send(wire.Reset{Type: "reset", Stream: s.number, Error: text})
		}
		s.abort()
	}
	<-written
}

// toHost sends what the server writes, as far as the host has room. It returns nil where the server has ended.
func (s *stream) toHost(connection *net.TCPConn) error {
	buffer := make([]byte, pieceSize)
	for {
		room := s.room(pieceSize)
		if room == 0 {
			return errors.New("given up")
		}
		n, err := connection.Read(buffer[:room])
		if n > 0 {
			s.spend(int64(n))
			s.send(wire.Data{Type: "data", Stream: s.number, Data: buffer[:n]})
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			s.send(wire.End{Type: "end", Stream: s.number})
			return nil
		default:
			return err
		}
	}
}

// toGuest writes what the host sent and makes room for more. A server that does not read any more may still answer, so
// what the host goes on sending is dropped and room is made for it all the same.
func (s *stream) toGuest(connection *net.TCPConn) {
	deaf := false
	for {
		data, ended := s.pop()
		if len(data) > 0 {
			if !deaf {
				_, err := connection.Write(data)
				deaf = err != nil
			}
			s.release(len(data))
			continue
		}
		if ended {
			if !deaf {
				_ = connection.CloseWrite()
			}
			return
		}
	}
}

// room waits until the host takes bytes, and is how many, at most limit; 0 if the stream was aborted.
func (s *stream) room(limit int64) int64 {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for s.credit <= 0 && !s.aborted {
		s.news.Wait()
	}
	if s.aborted {
		return 0
	}
	if s.credit < limit {
		return s.credit
	}
	return limit
}

func (s *stream) spend(count int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.credit -= count
}

// grant gives more room. More than a window would be no bound any more.
func (s *stream) grant(count int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if count > 0 && count <= Window-s.credit {
		s.credit += count
	}
	s.news.Broadcast()
}

// push takes bytes from the host, which must have room for them.
func (s *stream) push(data []byte) {
	s.mutex.Lock()
	tooMuch := s.queued+len(data) > Window
	if !tooMuch && !s.ended && !s.aborted && len(data) > 0 {
		s.queued += len(data)
		s.queue = append(s.queue, data)
	}
	s.news.Broadcast()
	s.mutex.Unlock()
	if tooMuch {
		s.abort()
	}
}

func (s *stream) pushEnd() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	s.news.Broadcast()
}

// pop waits for bytes from the host; without any, whether nothing more comes.
func (s *stream) pop() (data []byte, ended bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.queue) == 0 && !s.ended && !s.aborted {
		s.news.Wait()
	}
	if s.aborted || len(s.queue) == 0 {
		return nil, true
	}
	data = s.queue[0]
	s.queue[0] = nil
	s.queue = s.queue[1:]
	return data, false
}

// release makes room for bytes that were written.
func (s *stream) release(count int) {
	s.mutex.Lock()
	s.queued -= count
	aborted := s.aborted
	s.mutex.Unlock()
	if !aborted {
		s.send(wire.Room{Type: "room", Stream: s.number, Bytes: int64(count)})
	}
}

// abort ends both directions at once.
func (s *stream) abort() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.aborted = true
	s.queue = nil
	if s.connection != nil {
		_ = s.connection.SetLinger(0)
		_ = s.connection.Close()
	}
	s.news.Broadcast()
}

func (s *stream) isAborted() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.aborted
}
