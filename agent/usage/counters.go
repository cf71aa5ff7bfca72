// Package usage tells what the machine uses: processors, memory, disks.
package usage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// sectorSize is the unit of /proc/diskstats, whatever the disk's own is (Documentation/admin-guide/iostats.rst).
const sectorSize = 512

// Columns of /proc/diskstats, from 0 (the same page).
const (
	diskName    = 2
	diskRead    = 5
	diskWritten = 9
)

// Counters are what the kernel had counted at one moment. Of processors the unit does not matter: only shares are told.
type Counters struct {
	Busy, Idle    uint64 // time of all processors
	Memory, Total uint64 // bytes that cannot be had without swapping, and bytes there are
	Read, Written uint64 // bytes, of all disks
}

// Source reads counters. It asks nothing of the watched tree.
type Source struct {
	proc  string
	disks map[string]bool
}

// NewSource returns the counters of this machine, whose disks are those there are now.
func NewSource() *Source { return newSource("/proc", "/sys/block") }

func newSource(proc, block string) *Source {
	disks := map[string]bool{}
	// Only what is backed by a device: loops and mapped disks would be counted twice.
	found, _ := filepath.Glob(filepath.Join(block, "*", "device"))
	for _, path := range found {
		disks[filepath.Base(filepath.Dir(path))] = true
	}
	return &Source{proc: proc, disks: disks}
}

// Now reads all counters.
func (s *Source) Now() (Counters, error) {
	var counters Counters
	for name, take := range map[string]func(*Counters, []byte) error{
		"stat": takeProcessors, "meminfo": takeMemory, "diskstats": s.takeDisks,
	} {
		text, err := os.ReadFile(filepath.Join(s.proc, name))
		if err == nil {
			err = take(&counters, text)
		}
		if err != nil {
			return Counters{}, fmt.Errorf("what the machine uses: %s: %w", name, err)
		}
	}
	return counters, nil
}

// takeProcessors reads the first line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice.
func takeProcessors(counters *Counters, text []byte) error {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	fields := bytes.Fields(line)
	if len(fields) < 6 || string(fields[0]) != "cpu" {
		return errors.New("it does not begin with all processors")
	}
	for index, field := range fields[1:] {
		value, err := strconv.ParseUint(string(field), 10, 64)
		switch {
		case err != nil:
			return err
		case index == 3 || index == 4:
			counters.Idle += value
		case index < 8:
			// A guest's time is in its user's already.
			counters.Busy += value
		}
	}
	return nil
}

func takeMemory(counters *Counters, text []byte) error {
	total, okTotal := kilobytes(text, "MemTotal:")
	available, okAvailable := kilobytes(text, "MemAvailable:")
	if !okTotal || !okAvailable || available > total {
		return errors.New("it does not tell the memory")
	}
	counters.Total, counters.Memory = total, total-available
	return nil
}

func kilobytes(text []byte, name string) (uint64, bool) {
	_, rest, found := bytes.Cut(text, []byte(name))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	fields := bytes.Fields(line)
	if !found || len(fields) == 0 {
		return 0, false
	}
	value, err := strconv.ParseUint(string(fields[0]), 10, 64)
	return value * 1024, err == nil
}

func (s *Source) takeDisks(counters *Counters, text []byte) error {
	for _, line := range bytes.Split(text, []byte("\n")) {
		fields := bytes.Fields(line)
		if len(fields) <= diskWritten || !s.disks[string(fields[diskName])] {
			continue
		}
		read, err := strconv.ParseUint(string(fields[diskRead]), 10, 64)
		if err != nil {
			return err
		}
		written, err := strconv.ParseUint(string(fields[diskWritten]), 10, 64)
		if err != nil {
			return err
		}
		counters.Read += read * sectorSize
		counters.Written += written * sectorSize
	}
	return nil
}
