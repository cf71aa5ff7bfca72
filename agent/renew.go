package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"layerfile/agent/wire"
)

// The ioctls of random(4).
const (
	addEntropy = 0x40085203 // RNDADDENTROPY
	reseedPool = 0x5207     // RNDRESEEDCRNG
)

// renew makes a restored machine differ from the one that was snapshotted: the host's time, and randomness of its
// own. All of it has to succeed, or two machines might make the same keys.
func renew(r *wire.Request, setClock bool) error {
	if len(r.Seed) < 32 {
		return fmt.Errorf("a seed of %d bytes is too short", len(r.Seed))
	}
	if setClock {
		now := unix.NsecToTimespec(r.TimeNs)
		_, _, errno := unix.Syscall(unix.SYS_CLOCK_SETTIME, unix.CLOCK_REALTIME, uintptr(unsafe.Pointer(&now)), 0)
		if errno != 0 {
			return fmt.Errorf("setting the clock: %w", errno)
		}
		if off := time.Since(time.Unix(0, r.TimeNs)); off < -time.Second || off > time.Minute {
			return fmt.Errorf("the clock is off by %s after it was set", off)
		}
	}
	return reseed(r.Seed)
}

func reseed(seed []byte) error {
	pool, err := os.OpenFile("/dev/urandom", os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("opening the random pool: %w", err)
	}
	defer pool.Close()
	// struct rand_pool_info { int entropy_count; int buf_size; __u32 buf[]; }
	info := make([]byte, 8+len(seed))
	binary.LittleEndian.PutUint32(info[0:], uint32(len(seed)*8))
	binary.LittleEndian.PutUint32(info[4:], uint32(len(seed)))
	copy(info[8:], seed)
	if err := ioctl(pool, addEntropy, uintptr(unsafe.Pointer(&info[0]))); err != nil {
		return fmt.Errorf("adding to the random pool: %w", err)
	}
	if err := ioctl(pool, reseedPool, 0); err != nil {
		return fmt.Errorf("reseeding the random pool: %w", err)
	}
	return nil
}

func ioctl(file *os.File, request, argument uintptr) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, file.Fd(), request, argument); errno != 0 {
		return errno
	}
	return nil
}
