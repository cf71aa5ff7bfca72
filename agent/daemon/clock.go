package daemon

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Numbers of linux/random.h that x/sys/unix lacks.
const (
	rndAddEntropy = 0x40085203
	rndReseedCRNG = 0x5207
)

// seedSize is the length of the seed that a resume brings, in bytes.
const seedSize = 64

// randPoolInfo is struct rand_pool_info: entropy in bits, size in bytes, then the bytes.
type randPoolInfo struct {
	entropyBits int32
	size        int32
	seed        [seedSize]byte
}

// setClock sets the wall clock, in nanoseconds since 1970.
func setClock(nanoseconds int64) error {
	if nanoseconds <= 0 {
		return fmt.Errorf("setting the clock: %d ns is no time", nanoseconds)
	}
	now := unix.NsecToTimespec(nanoseconds)
	_, _, errno := unix.Syscall(unix.SYS_CLOCK_SETTIME, unix.CLOCK_REALTIME, uintptr(unsafe.Pointer(&now)), 0)
	if errno != 0 {
		return fmt.Errorf("setting the clock: %w", errno)
	}
	return nil
}

// addSeed mixes a seed into the kernel's random pool and makes its generators start anew from it. Without that all
// forks of a snapshot would draw the same numbers.
func addSeed(seed []byte) error {
	if len(seed) != seedSize {
		return fmt.Errorf("seeding the random pool: %d bytes instead of %d", len(seed), seedSize)
	}
	pool, err := os.OpenFile("/dev/urandom", os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("seeding the random pool: %w", err)
	}
	defer pool.Close()
	info := randPoolInfo{entropyBits: seedSize * 8, size: seedSize}
	copy(info.seed[:], seed)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, pool.Fd(), rndAddEntropy, uintptr(unsafe.Pointer(&info))); errno != 0 {
		return fmt.Errorf("seeding the random pool: %w", errno)
	}
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, pool.Fd(), rndReseedCRNG, 0); errno != 0 {
		return fmt.Errorf("reseeding the random generators: %w", errno)
	}
	return nil
}
