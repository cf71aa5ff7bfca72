package process

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// setIDs drops to a user in every thread; exec would otherwise depend on which of them calls it. What is so already is
// left alone: to reach every thread stops them all, and most commands run as the agent's own user.
func setIDs(uid, gid int, groups []int) error {
	if !isIn(groups) {
		if err := syscall.Setgroups(groups); err != nil {
			return fmt.Errorf("setting groups: %w", err)
		}
	}
	if real, effective, saved := unix.Getresgid(); real != gid || effective != gid || saved != gid {
		if err := syscall.Setresgid(gid, gid, gid); err != nil {
			return fmt.Errorf("setting group %d: %w", gid, err)
		}
	}
	if real, effective, saved := unix.Getresuid(); real != uid || effective != uid || saved != uid {
		if err := syscall.Setresuid(uid, uid, uid); err != nil {
			return fmt.Errorf("setting user %d: %w", uid, err)
		}
	}
	return nil
}

// isIn reports whether the process is in these groups, in this order, and in no others.
func isIn(groups []int) bool {
	current, err := unix.Getgroups()
	if err != nil || len(current) != len(groups) {
		return false
	}
	for index, group := range groups {
		if current[index] != group {
			return false
		}
	}
	return true
}
