package dial

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"layerfile/agent/wire"
)

// patient is how long a test waits for what must come.
const patient = 20 * time.Second

// host is the other end: what the agent sends arrives in said, in order.
type host struct {
	*Streams
	t    *testing.T
	said chan interface{}
}

func newHost(t *testing.T) *host {
	h := &host{t: t, said: make(chan interface{}, 4096)}
	h.Streams = NewStreams(func(message interface{}) {
		if data, ok := message.(wire.Data); ok {
			data.Data = append([]byte(nil), data.Data...)
			message = data
		}
		h.said <- message
	})
	t.Cleanup(h.Close)
	return h
}

func (h *host) next() interface{} {
	h.t.Helper()
	select {
	case message := <-h.said:
		return message
	case <-time.After(patient):
		h.t.Fatal("the agent said nothing")
		return nil
	}
}

// dial opens stream 1 to a server and waits until it is there.
func (h *host) dial(server net.Listener) {
	h.t.Helper()
	h.Dial(1, server.Addr().(*net.TCPAddr).Port)
	if dialed, ok := h.next().(wire.Dialed); !ok || dialed.Stream != 1 {
		h.t.Fatalf("no connection: %v", dialed)
	}
}

func (h *host) data(data []byte) { h.Take(&wire.Message{Type: "data", Stream: 1, Data: data}) }
func (h *host) end()             { h.Take(&wire.Message{Type: "end", Stream: 1}) }
func (h *host) room(count int)   { h.Take(&wire.Message{Type: "room", Stream: 1, Bytes: int64(count)}) }

// isGone waits until the agent has forgotten all streams.
func (h *host) isGone() {
	h.t.Helper()
	for end := time.Now().Add(patient); ; time.Sleep(time.Millisecond) {
		h.mutex.Lock()
		left := len(h.open)
		h.mutex.Unlock()
		if left == 0 {
			return
		}
		if time.Now().After(end) {
			h.t.Fatalf("%d streams are left", left)
		}
	}
}

func serve(t *testing.T, address string, accept func(net.Conn)) net.Listener {
	t.Helper()
	server, err := net.Listen("tcp", address)
	if err != nil {
		t.Skipf("%s: %v", address, err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		for {
			connection, err := server.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				accept(connection)
			}()
		}
	}()
	return server
}

func echo(connection net.Conn) { _, _ = io.Copy(connection, connection) }

func TestBothAddressesOfLocalhostAreReached(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		h := newHost(t)
		h.dial(serve(t, address, echo))
		h.data([]byte("hello"))
		h.end()
		text := ""
		for ended := false; !ended; {
			switch message := h.next().(type) {
			case wire.Data:
				text += string(message.Data)
			case wire.End:
				ended = true
			}
		}
		if text != "hello" {
			t.Errorf("%s: %q", address, text)
		}
		h.isGone()
	}
}

func TestAPortThatNothingListensOnIsNamed(t *testing.T) {
	h := newHost(t)
	server := serve(t, "127.0.0.1:0", echo)
	port := server.Addr().(*net.TCPAddr).Port
	server.Close()
	h.Dial(7, port)
	failed, ok := h.next().(wire.Failed)
	if !ok || failed.Re != "dial" || failed.Stream != 7 || !strings.HasPrefix(failed.Error, "nothing listens on port ") {
		t.Errorf("%+v", failed)
	}
	h.isGone()
	for _, port := range []int{0, -1, 65536} {
		h.Dial(8, port)
		if failed, ok := h.next().(wire.Failed); !ok || !strings.Contains(failed.Error, "there is no port") {
			t.Errorf("%d: %+v", port, failed)
		}
	}
}

func TestAServerNeverSendsMoreThanTheHostHasRoomFor(t *testing.T) {
	h := newHost(t)
	sum := sha256.New()
	whole := make([]byte, 5*Window+12345)
	rand.New(rand.NewSource(1)).Read(whole)
	h.dial(serve(t, "127.0.0.1:0", func(connection net.Conn) { _, _ = connection.Write(whole) }))
	received, granted := 0, Window
	for {
		message := h.next()
		if _, ok := message.(wire.End); ok {
			break
		}
		piece := message.(wire.Data).Data
		sum.Write(piece)
		if received += len(piece); received > granted {
			t.Fatalf("%d bytes came where there was room for %d", received, granted)
		}
		if received == granted {
			// Only now, when the window is used up.
			select {
			case message := <-h.said:
				t.Fatalf("there was no room for %T", message)
			case <-time.After(30 * time.Millisecond):
			}
			granted += Window
			h.room(Window)
		}
	}
	if want := sha256.Sum256(whole); !bytes.Equal(sum.Sum(nil), want[:]) {
		t.Error("other bytes came")
	}
}

func TestTheHostIsGivenRoomOnlyForWhatTheServerTook(t *testing.T) {
	h := newHost(t)
	read := make(chan struct{})
	got := make(chan int, 1)
	h.dial(serve(t, "127.0.0.1:0", func(connection net.Conn) {
		<-read
		count, _ := io.Copy(io.Discard, connection)
		got <- int(count)
	}))
	sent, room := 0, Window
	piece := make([]byte, pieceSize)
	take := func(patience time.Duration) bool {
		select {
		case message := <-h.said:
			room += int(message.(wire.Room).Bytes)
			return true
		case <-time.After(patience):
			return false
		}
	}
	// The kernel takes some; then there is no more room.
	for room >= len(piece) || take(200*time.Millisecond) {
		if room >= len(piece) {
			h.data(piece)
			sent, room = sent+len(piece), room-len(piece)
		}
	}
	close(read)
	for room < Window {
		if !take(patient) {
			t.Fatal("no room was made")
		}
	}
	h.end()
	if count := <-got; count != sent {
		t.Errorf("%d of %d bytes arrived", count, sent)
	}
}

func TestAHostThatSendsMoreThanThereIsRoomForIsCutOff(t *testing.T) {
	h := newHost(t)
	h.dial(serve(t, "127.0.0.1:0", func(net.Conn) { select {} }))
	for sent := 0; sent < 64*Window; sent += pieceSize {
		h.data(make([]byte, pieceSize))
	}
	h.isGone()
}

func TestAServerThatReadsNoMoreCanStillAnswer(t *testing.T) {
	h := newHost(t)
	h.dial(serve(t, "127.0.0.1:0", func(connection net.Conn) {
		_ = connection.(*net.TCPConn).CloseRead()
		_, _ = connection.Write([]byte("too large"))
		_ = connection.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, connection)
	}))
	h.data(make([]byte, pieceSize))
	h.end()
	for {
		if data, ok := h.next().(wire.Data); ok {
			if string(data.Data) != "too large" {
				t.Errorf("%q", data.Data)
			}
			break
		}
	}
	h.isGone()
}

func TestAnotherHostFindsNoStreams(t *testing.T) {
	h := newHost(t)
	var ended sync.WaitGroup
	ended.Add(1)
	h.dial(serve(t, "127.0.0.1:0", func(connection net.Conn) {
		defer ended.Done()
		_, _ = io.Copy(io.Discard, connection)
	}))
	h.Close()
	ended.Wait()
	h.isGone()
	select {
	case message := <-h.said:
		t.Errorf("%+v", message)
	case <-time.After(50 * time.Millisecond):
	}
}

func TestSomeStreamsAreEnough(t *testing.T) {
	h := newHost(t)
	port := serve(t, "127.0.0.1:0", echo).Addr().(*net.TCPAddr).Port
	for number := int64(0); number < mostStreams; number++ {
		h.Dial(number, port)
		if _, ok := h.next().(wire.Dialed); !ok {
			t.Fatalf("%d was refused", number)
		}
	}
	h.Dial(mostStreams, port)
	if failed, ok := h.next().(wire.Failed); !ok || !strings.Contains(failed.Error, "are open already") {
		t.Errorf("%+v", failed)
	}
	h.Dial(0, port)
	if failed, ok := h.next().(wire.Failed); !ok || !strings.Contains(failed.Error, "stream 0 is open already") {
		t.Errorf("%+v", failed)
	}
}

// FuzzStreams: whatever a host says, in whatever order, the agent goes on, and nothing is left when it leaves.
func FuzzStreams(f *testing.F) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	port := server.Addr().(*net.TCPAddr).Port
	go func() {
		for {
			connection, err := server.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				echo(connection)
			}()
		}
	}()
	f.Add([]byte{0, 1, 16, 2, 32, 3, 48, 4})
	f.Add([]byte{0, 0, 17, 49, 1, 64, 65, 0})
	f.Fuzz(func(t *testing.T, script []byte) {
		h := newHost(t)
		stop := make(chan struct{})
		go func() {
			for {
				select {
				case <-h.said:
				case <-stop:
					return
				}
			}
		}()
		for _, each := range script {
			number := int64(each % 3)
			switch each / 16 {
			case 0:
				h.Dial(number, port)
			case 1:
				h.Take(&wire.Message{Type: "data", Stream: number, Data: make([]byte, int(each)*500)})
			case 2:
				h.Take(&wire.Message{Type: "end", Stream: number})
			case 3:
				h.Take(&wire.Message{Type: "room", Stream: number, Bytes: int64(each)*1e17 - 5e18})
			default:
				h.Take(&wire.Message{Type: "reset", Stream: number})
			}
		}
		h.Close()
		h.isGone()
		close(stop)
	})
}
