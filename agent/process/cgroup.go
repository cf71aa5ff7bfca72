package process

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

const cgroupRoot = "/sys/fs/cgroup"

var cgroupCount int64

// makeCgroup makes a cgroup for a command where cgroup v2 is in use; "" where it cannot.
func makeCgroup(number int64) string {
	var info unix.Statfs_t
	if unix.Statfs(cgroupRoot, &info) != nil || info.Type != unix.CGROUP2_SUPER_MAGIC {
		return ""
	}
	name := fmt.Sprintf("step-%d-%d", number, atomic.AddInt64(&cgroupCount, 1))
	path := filepath.Join(cgroupRoot, "layer", name)
	if os.MkdirAll(path, 0o755) != nil {
		return ""
	}
	return path
}

// removeCgroup removes a command's cgroup unless processes are left in it.
func removeCgroup(path string) {
	if path != "" {
		_ = unix.Rmdir(path)
	}
}
