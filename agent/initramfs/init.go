// Package initramfs is the agent as the first process of the machine: it finds the root disk and hands over to init.
package initramfs

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Run loads the modules in /modules/list, mounts the root disk that the kernel's command line names, and becomes its
// /sbin/init. It returns only if that fails.
func Run() error {
	mounts := []struct{ source, target, kind string }{
		{"proc", "/proc", "proc"}, {"sys", "/sys", "sysfs"}, {"dev", "/dev", "devtmpfs"},
	}
	for _, m := range mounts {
		_ = os.MkdirAll(m.target, 0o755)
		if err := unix.Mount(m.source, m.target, m.kind, 0, ""); err != nil && err != unix.EBUSY {
			return fmt.Errorf("mounting %s: %w", m.target, err)
		}
	}
	if err := loadModules("/modules/list"); err != nil {
		return err
	}
	root, flags := rootDevice()
	if err := awaitDevice(root, 30*time.Second); err != nil {
		return err
	}
	if err := unix.Mount(root, "/newroot", "ext4", flags, ""); err != nil {
		return fmt.Errorf("mounting the root disk %s: %w", root, err)
	}
	for _, m := range mounts {
		if err := unix.Mount(m.target, "/newroot"+m.target, "", unix.MS_MOVE, ""); err != nil {
			return fmt.Errorf("moving %s: %w", m.target, err)
		}
	}
	if err := os.Chdir("/newroot"); err != nil {
		return err
	}
	if err := unix.Mount(".", "/", "", unix.MS_MOVE, ""); err != nil {
		return fmt.Errorf("switching to the root disk: %w", err)
	}
	if err := unix.Chroot("."); err != nil {
		return err
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	return unix.Exec("/sbin/init", []string{"/sbin/init"}, []string{"TERM=linux"})
}

// Fail shows the error on the console and switches the machine off.
func Fail(err error) {
	fmt.Println("layer: this machine cannot start:", err)
	time.Sleep(time.Second)
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
}

func loadModules(list string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	for _, path := range strings.Fields(string(text)) {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		err = unix.FinitModule(int(file.Fd()), "", 0)
		file.Close()
		if err != nil && err != unix.EEXIST {
			return fmt.Errorf("loading %s: %w", path, err)
		}
	}
	return nil
}

func rootDevice() (string, uintptr) {
	root, flags := "/dev/vda", uintptr(unix.MS_RDONLY)
	text, _ := os.ReadFile("/proc/cmdline")
	for _, word := range strings.Fields(string(text)) {
		if strings.HasPrefix(word, "root=") {
			root = strings.TrimPrefix(word, "root=")
		}
		if word == "rw" {
			flags = 0
		}
	}
	return root, flags
}

func awaitDevice(path string, limit time.Duration) error {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
	}
	return fmt.Errorf("there is no %s after %s", path, limit)
}
