// Package initramfs is the machine's first process: it loads modules, mounts the root disk and hands over to its init.
package initramfs

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// rootWait is how long the root disk is waited for.
const rootWait = 30 * time.Second

// compressedModule is MODULE_INIT_COMPRESSED_FILE of linux/module.h.
const compressedModule = 4

// Run boots. It does not return: it becomes the disk's init, or says what is wrong and powers the machine off.
func Run() {
	err := boot()
	say("cannot start the machine: %v", err)
	time.Sleep(100 * time.Millisecond) // the console is slower than the power
	unix.Sync()
	_ = unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
	os.Exit(1)
}

func say(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "layer: "+format+"\n", values...)
}

func boot() error {
	for _, mount := range []struct{ kind, path string }{
		{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"},
	} {
		if err := os.MkdirAll(mount.path, 0o755); err != nil {
			return err
		}
		err := unix.Mount(mount.kind, mount.path, mount.kind, 0, "")
		if err != nil && !errors.Is(err, unix.EBUSY) {
			return fmt.Errorf("mounting %s: %w", mount.path, err)
		}
	}
	if err := loadModules("/modules/list"); err != nil {
		return err
	}
	line, err := os.ReadFile("/proc/cmdline")
	if err != nil {
		return err
	}
	wanted := parseCommandLine(string(line))
	if err := mountRoot(wanted, "/newroot"); err != nil {
		return err
	}
	return switchRoot("/newroot", wanted.init)
}

// loadModules loads the files that a list names, one a line.
func loadModules(list string) error {
	file, err := os.Open(list)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		path := strings.TrimSpace(lines.Text())
		if path == "" || strings.HasPrefix(path, "#") {
			continue
		}
		if err := loadModule(path); err != nil {
			return fmt.Errorf("loading %s: %w", path, err)
		}
	}
	return lines.Err()
}

func loadModule(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	flags := 0
	if filepath.Ext(path) != ".ko" {
		flags = compressedModule
	}
	if err := unix.FinitModule(int(file.Fd()), "", flags); err != nil && !errors.Is(err, unix.EEXIST) {
		return err
	}
	return nil
}

// commandLine is what the kernel's command line says about the root disk.
type commandLine struct {
	root     string
	init     string
	writable bool
}

func parseCommandLine(line string) commandLine {
	wanted := commandLine{init: "/sbin/init"}
	for _, word := range strings.Fields(line) {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "root":
			wanted.root = value
		case "init":
			wanted.init = value
		case "rw":
			wanted.writable = true
		case "ro":
			wanted.writable = false
		}
	}
	return wanted
}

func mountRoot(wanted commandLine, target string) error {
	if wanted.root == "" {
		return errors.New("the kernel's command line names no root=")
	}
	for end := time.Now().Add(rootWait); ; {
		_, err := os.Stat(wanted.root)
		if err == nil {
			break
		}
		if time.Now().After(end) {
			return fmt.Errorf("the root disk %s did not appear within %v", wanted.root, rootWait)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	// Or the kernel would zero the free part of the inode table after each restore, for as long as a step takes: work and
	// layers of disks that are of no use.
	const options = "noinit_itable"
	var flags uintptr = unix.MS_RDONLY
	if wanted.writable {
		flags = 0
	}
	if err := unix.Mount(wanted.root, target, "ext4", flags, options); err != nil {
		return fmt.Errorf("mounting %s: %w", wanted.root, err)
	}
	return nil
}

// switchRoot makes the disk the root and becomes its init.
func switchRoot(target, program string) error {
	for _, path := range []string{"/dev", "/proc", "/sys"} {
		if err := unix.Mount(path, target+path, "", unix.MS_MOVE, ""); err != nil {
			// A root without that directory: its init has to live without it.
			_ = unix.Unmount(path, unix.MNT_DETACH)
		}
	}
	// What the archive held lies in memory, and would for as long as the machine runs.
	for _, path := range []string{"/modules", "/init"} {
		_ = os.RemoveAll(path)
	}
	if err := os.Chdir(target); err != nil {
		return err
	}
	if err := unix.Mount(".", "/", "", unix.MS_MOVE, ""); err != nil {
		return fmt.Errorf("moving the root: %w", err)
	}
	if err := unix.Chroot("."); err != nil {
		return fmt.Errorf("changing the root: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	if err := syscall.Exec(program, []string{program}, os.Environ()); err != nil {
		return fmt.Errorf("starting %s: %w", program, err)
	}
	return nil
}
