package wire

import (
	"bytes"
	"sync"
	"testing"
	"time"
)

func TestNothingPassesAShutGateButAnswers(t *testing.T) {
	var port bytes.Buffer
	gate := NewGate(&port)
	gate.Shut()
	var sent sync.WaitGroup
	sent.Add(1)
	go func() {
		defer sent.Done()
		if err := gate.Send(Log{Type: "log"}); err != nil {
			t.Error(err)
		}
	}()
	time.Sleep(20 * time.Millisecond)
	if err := gate.Answer(Resumed{Type: "resumed"}); err != nil {
		t.Fatal(err)
	}
	answer, _ := Encode(Resumed{Type: "resumed"})
	if !gate.Closed() || !bytes.Equal(port.Bytes(), answer) {
		t.Fatalf("%q", port.Bytes())
	}
	gate.Open()
	sent.Wait()
	if port.Len() <= len(answer) {
		t.Error("what waited was not sent")
	}
}
