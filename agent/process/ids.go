package process

import (
	"fmt"
	"syscall"
)

// setIDs drops to a user in every thread; exec would otherwise depend on which of them calls it.
func setIDs(uid, gid int, groups []int) error {
	if err := syscall.Setgroups(groups); err != nil {
		return fmt.Errorf("setting groups: %w", err)
	}
	if err := syscall.Setresgid(gid, gid, gid); err != nil {
		return fmt.Errorf("setting group %d: %w", gid, err)
	}
	if err := syscall.Setresuid(uid, uid, uid); err != nil {
		return fmt.Errorf("setting user %d: %w", uid, err)
	}
	return nil
}
