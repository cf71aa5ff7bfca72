package usage

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"layerfile/agent/wire"
)

const (
	stat = "cpu  100 5 40 1000 20 1 4 10 7 0\ncpu0 100 5 40 1000 20 1 4 10 7 0\nintr 1 2 3\n"
	info = "MemTotal:         500000 kB\nMemFree:          100 kB\nMemAvailable:     300000 kB\n"
	disk = "   7       0 loop0 9 0 900 0 9 0 900 0 0 0 0\n" +
		" 254       0 vda 10 0 8 5 3 0 4 2 0 1 2\n" +
		" 254       1 vda1 10 0 8 5 3 0 4 2 0 1 2\n"
)

func machine(t *testing.T, files map[string]string) *Source {
	t.Helper()
	folder := t.TempDir()
	for _, name := range []string{"block/vda/device", "block/loop0"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return newSource(folder, filepath.Join(folder, "block"))
}

func TestCountersAreThoseOfProcessorsMemoryAndRealDisks(t *testing.T) {
	found, err := machine(t, map[string]string{"stat": stat, "meminfo": info, "diskstats": disk}).Now()
	if err != nil {
		t.Fatal(err)
	}
	want := Counters{
		Busy: 160, Idle: 1020, Memory: 200000 * 1024, Total: 500000 * 1024, Read: 8 * 512, Written: 4 * 512,
	}
	if found != want {
		t.Errorf("got %+v, want %+v", found, want)
	}
}

func TestWhatTheKernelDoesNotTellIsAnError(t *testing.T) {
	whole := map[string]string{"stat": stat, "meminfo": info, "diskstats": disk}
	for name, text := range map[string]string{
		"stat": "intr 1", "meminfo": "MemTotal: 5 kB\n", "diskstats": "254 0 vda 10 0 many 5 3 0 4 2\n",
	} {
		files := map[string]string{}
		for each, said := range whole {
			files[each] = said
		}
		files[name] = text
		if found, err := machine(t, files).Now(); err == nil {
			t.Errorf("%s: got %+v", name, found)
		}
	}
}

func TestASampleIsWhatWasUsedBetweenTwoMoments(t *testing.T) {
	before := Counters{Busy: 100, Idle: 1000, Memory: 1, Total: 10, Read: 512, Written: 7}
	now := Counters{Busy: 175, Idle: 1025, Memory: 4, Total: 10, Read: 1024, Written: 5}
	found := between(before, now, 1200*time.Millisecond)
	want := wire.Sample{Type: "sample", Milliseconds: 1200, CPU: 0.75, Memory: 4, Total: 10, Read: 512, Written: 0}
	if found != want {
		t.Errorf("got %+v, want %+v", found, want)
	}
}

func TestTheCountersOfThisMachineCanBeRead(t *testing.T) {
	found, err := NewSource().Now()
	if err != nil {
		t.Fatal(err)
	}
	if found.Total == 0 || found.Memory == 0 || found.Busy == 0 {
		t.Errorf("got %+v", found)
	}
}
