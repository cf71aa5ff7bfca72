package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/vmihailenco/msgpack/v5"
)

func framed(t testing.TB, message map[string]interface{}) []byte {
	t.Helper()
	frame, err := Encode(message)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

func TestFramesComeApartWhereverTheyAreCut(t *testing.T) {
	hello := framed(t, map[string]interface{}{"t": "hello", "v": 1, "nonce": []byte("0123456789abcdef"), "new": []int{1}})
	exec := framed(t, map[string]interface{}{
		"t": "exec", "s": 5, "argv": []string{"a", "b"}, "env": map[string]string{"A": "1"}, "cwd": "/", "user": "root",
	})
	tree := framed(t, map[string]interface{}{
		"t": "tree_entries", "id": 1, "entries": [][]interface{}{{"/a", "f", 0o644, 3, "d", ""}},
	})
	reader := NewReader(iotest.OneByteReader(bytes.NewReader(append(append(append([]byte{}, hello...), exec...), tree...))))
	first, err := reader.Next()
	if err != nil || first.Type != "hello" || string(first.Nonce) != "0123456789abcdef" || first.Version != 1 {
		t.Fatalf("%+v, %v", first, err)
	}
	second, err := reader.Next()
	if err != nil || second.Stream != 5 || !reflect.DeepEqual(second.Argv, []string{"a", "b"}) || second.Env["A"] != "1" {
		t.Fatalf("%+v, %v", second, err)
	}
	third, err := reader.Next()
	want := Entry{Path: "/a", Kind: "f", Mode: 0o644, Size: 3, Digest: "d"}
	if err != nil || len(third.Entries) != 1 || third.Entries[0] != want {
		t.Fatalf("%+v, %v", third, err)
	}
	if _, err := reader.Next(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
}

func TestAFrameOfAnImpossibleLengthIsRefusedUnread(t *testing.T) {
	for _, size := range []uint32{0, MaxFrame + 1, 1 << 31, 1<<32 - 1} {
		header := binary.BigEndian.AppendUint32(nil, size)
		if _, err := NewReader(bytes.NewReader(header)).Next(); !errors.Is(err, ErrProtocol) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestTheLongestFrameIsTaken(t *testing.T) {
	overhead := len(framed(t, map[string]interface{}{"t": "content", "data": make([]byte, 70_000)})) - 70_000
	frame := framed(t, map[string]interface{}{"t": "content", "data": make([]byte, MaxFrame-overhead+headerSize)})
	if len(frame) != MaxFrame+headerSize {
		t.Fatal(len(frame))
	}
	if message, err := NewReader(bytes.NewReader(frame)).Next(); err != nil || len(message.Data) < MaxFrame-100 {
		t.Fatal(err)
	}
	if _, err := Encode(Output{Type: "output", Data: make([]byte, MaxFrame)}); err == nil {
		t.Error("too long a frame was made")
	}
}

func TestHalfAFrameIsVoidWhenTheHostLeaves(t *testing.T) {
	whole := framed(t, map[string]interface{}{"t": "quiesce"})
	port := &parts{parts: []interface{}{whole[:7], ErrAway, whole}}
	reader := NewReader(port)
	if _, err := reader.Next(); !errors.Is(err, ErrAway) {
		t.Fatal(err)
	}
	if message, err := reader.Next(); err != nil || message.Type != "quiesce" {
		t.Fatalf("%+v, %v", message, err)
	}
}

type parts struct{ parts []interface{} }

func (p *parts) Read(buffer []byte) (int, error) {
	next := p.parts[0]
	p.parts = p.parts[1:]
	if err, ok := next.(error); ok {
		return 0, err
	}
	return copy(buffer, next.([]byte)), nil
}

func TestNonsenseIsAnError(t *testing.T) {
	deep := bytes.Repeat([]byte{0x91}, 500_000)
	for name, body := range map[string][]byte{
		"no map": {0xc1}, "nil": {0xc0}, "cut": {0x81, 0xa1}, "no type": {0x80}, "a number": {0x01},
		"a wrong kind": append([]byte{0x81, 0xa1, 't'}, 0x93, 1, 2, 3),
		"a huge array": {0x82, 0xa1, 't', 0xa1, 'x', 0xa4, 'a', 'r', 'g', 'v', 0xdd, 0xff, 0xff, 0xff, 0xff},
		"a huge tree":  append([]byte{0x82, 0xa1, 't', 0xa1, 'x', 0xa7}, "entries\xdd\xff\xff\xff\xff\x900000000"...),
		"a huge map":   append([]byte{0x82, 0xa1, 't', 0xa1, 'x', 0xa3}, "env\xdf\xff\xff\xff\xff0000"...),
		"huge bytes":   append([]byte{0x82, 0xa1, 't', 0xa1, 'x', 0xa4}, "data\xc6\xff\xff\xff\xff0000"...),
		"a huge text":  {0x81, 0xa1, 't', 0xdb, 0xff, 0xff, 0xff, 0xff},
		"deep nesting": append([]byte{0x81, 0xa1, 'x'}, deep...),
	} {
		if message, err := Decode(body); !errors.Is(err, ErrProtocol) {
			t.Errorf("%s: %+v, %v", name, message, err)
		}
	}
}

func TestAnEmptyListIsAList(t *testing.T) {
	frame, err := Encode(Observed{Type: "observed", Items: make([][3]string, 0)})
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]interface{}
	if err := msgpack.Unmarshal(frame[headerSize:], &decoded); err != nil || decoded["items"] == nil {
		t.Errorf("%v, %v", decoded, err)
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01\x80"))
	f.Add(framed(f, map[string]interface{}{"t": "hello", "nonce": []byte("x")}))
	f.Add(framed(f, map[string]interface{}{"t": "tree_entries", "entries": [][]interface{}{{"/a", "f", 1, 2, "", ""}}}))
	f.Add([]byte(strings.Repeat("\xff", 64)))
	f.Fuzz(func(t *testing.T, data []byte) {
		reader := NewReader(bytes.NewReader(data))
		for {
			if _, err := reader.Next(); err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, ErrProtocol) {
					t.Fatal(err)
				}
				return
			}
		}
	})
}

func TestOutputIsFramedAsAnyMessageIsAndItsFrameIsUsedAgain(t *testing.T) {
	var frames OutputFrames
	for _, size := range []int{0, 1, 300, 70_000, 5} {
		data := bytes.Repeat([]byte{'x'}, size)
		frame, err := frames.Encode(1<<47, data)
		if err != nil {
			t.Fatal(err)
		}
		var got Output
		if err := msgpack.Unmarshal(frame[headerSize:], &got); err != nil {
			t.Fatal(err)
		}
		if got.Type != "output" || got.Stream != 1<<47 || !bytes.Equal(got.Data, data) {
			t.Fatalf("%d bytes came out as %d, stream %d", size, len(got.Data), got.Stream)
		}
		if int(binary.BigEndian.Uint32(frame)) != len(frame)-headerSize {
			t.Fatalf("the header says %d of %d", binary.BigEndian.Uint32(frame), len(frame))
		}
	}
	if _, err := frames.Encode(1, make([]byte, MaxFrame)); err == nil {
		t.Fatal("a frame that is too long was made")
	}
}
