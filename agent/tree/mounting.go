package tree

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strconv"
	"sync/atomic"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
)

// viewFlags: nothing is written through the view, and it gives nobody rights.
const viewFlags = unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOATIME

// readSize is the longest read, in bytes.
const readSize = 128 * 1024

// fsconfigReconfigure is FSCONFIG_CMD_RECONFIGURE of linux/mount.h, which x/sys/unix lacks.
const fsconfigReconfigure = 7

// mounted is a mount by a descriptor of its root: no path has to be looked up to reach it, and it stays reachable
// under what is mounted over it.
type mounted struct {
	fd int
}

func (m *mounted) path() string { return descriptorPath(m.fd) }

// reconfigure changes nothing, but makes the kernel drop all entries of the file system that nobody uses: a path's
// absence included, of which no notification reaches an overlay.
//
// It is what a remount does to the file system and not to the mount: of one of those everybody who watches the table of
// mounts would be told, and systemd reads all of it anew each time.
func (m *mounted) reconfigure() error {
	context, err := unix.Fspick(m.fd, "", unix.FSPICK_EMPTY_PATH|unix.FSPICK_CLOEXEC)
	if err != nil {
		return err
	}
	defer unix.Close(context)
	_, _, errno := unix.Syscall6(unix.SYS_FSCONFIG, uintptr(context), fsconfigReconfigure, 0, 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

func descriptorPath(fd int) string { return "/proc/self/fd/" + strconv.Itoa(fd) }

// overlay is a watched directory.
type overlay struct {
	mounted
	guest    string
	upper    string // where on the disk steps' writes go
	original int    // descriptor of the directory as it was without the overlay
}

// asOwner runs work in a thread whose lookups are not observed.
func (t *Tree) asOwner(work func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	atomic.StoreInt32(&t.ownThread, int32(unix.Gettid()))
	defer atomic.StoreInt32(&t.ownThread, -1)
	return work()
}

// mountView mounts the FUSE file system.
func (t *Tree) mountView() error {
	// A view whose agent died still lies there and answers every call with an error.
	if _, err := os.Lstat(t.places.View); errors.Is(err, unix.ENOTCONN) {
		_ = unix.Unmount(t.places.View, unix.MNT_DETACH)
	}
	if err := os.MkdirAll(t.places.View, 0o755); err != nil {
		return wrap("making", t.places.View, err)
	}
	device, err := unix.Open("/dev/fuse", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return wrap("opening", "/dev/fuse", err)
	}
	options := fmt.Sprintf("fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,max_read=%d", device, readSize)
	if err := unix.Mount("layer", t.places.View, "fuse.layer", viewFlags, options); err != nil {
		unix.Close(device)
		return wrap("mounting", t.places.View, err)
	}
	server, err := fuse.NewServer(
		&filesystem{RawFileSystem: fuse.NewDefaultRawFileSystem(), tree: t},
		// Mounted above and not by the library, which would let commands inherit the device.
		fmt.Sprintf("/dev/fd/%d", device),
		&fuse.MountOptions{
			AllowOther: true, MaxWrite: readSize, Name: "layer", DisableXAttrs: true, DisableReadDirPlus: true,
			ExplicitDataCacheControl: true,
		},
	)
	if err != nil {
		_ = unix.Unmount(t.places.View, unix.MNT_DETACH)
		return wrap("serving", t.places.View, err)
	}
	t.server = server
	go server.Serve()
	return t.asOwner(func() error {
		fd, err := openDirectory(t.places.View)
		if err != nil {
			return err
		}
		t.view = &mounted{fd: fd}
		return nil
	})
}

// mountOverlays mounts what is not below a mount yet; any tells whether there was something.
func (t *Tree) mountOverlays(wanted []string) (any bool, err error) {
	sorted := append([]string(nil), wanted...)
	sort.Strings(sorted)
	err = t.asOwner(func() error {
		for _, guest := range sorted {
			if t.covered(guest) {
				continue
			}
			any = true
			if err := t.mountOverlay(guest); err != nil {
				return err
			}
		}
		return nil
	})
	return any, err
}

func (t *Tree) covered(guest string) bool {
	for _, each := range t.overlays {
		if contains(each.guest, guest) {
			return true
		}
	}
	return false
}

// mountOverlay lays the view over a directory, and an upper side on the disk over both.
func (t *Tree) mountOverlay(guest string) error {
	for _, own := range []string{t.places.State, t.places.View} {
		if contains(guest, own) {
			return fmt.Errorf("%s cannot be watched: the agent keeps its own files below it, in %s", guest, own)
		}
	}
	if err := os.MkdirAll(guest, 0o755); err != nil {
		return wrap("making", guest, err)
	}
	original, err := openDirectory(guest)
	if err != nil {
		return err
	}
	lower, err := openDirectory(filepath.Join(t.places.View, guest))
	if err != nil {
		return err
	}
	defer unix.Close(lower)
	data, upper, work, err := t.makeUpper(original)
	if err != nil {
		return err
	}
	defer unix.Close(upper)
	defer unix.Close(work)
	if err := mountLayers(guest, lower, original, upper, work); err != nil {
		return err
	}
	fd, err := openDirectory(guest)
	if err != nil {
		return err
	}
	return t.attach(&overlay{mounted: mounted{fd: fd}, guest: guest, upper: data, original: original})
}

// mountLayers names the layers by descriptors: paths would have to do without colons and commas.
func mountLayers(guest string, lower, original, upper, work int) error {
	layers := fmt.Sprintf("lowerdir=%s:%s,upperdir=%s,workdir=%s,index=off,metacopy=off,xino=off",
		descriptorPath(lower), descriptorPath(original), descriptorPath(upper), descriptorPath(work))
	err := unix.Mount("layer", guest, "overlay", 0, layers+",redirect_dir=on")
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EOPNOTSUPP) {
		err = unix.Mount("layer", guest, "overlay", 0, layers+",redirect_dir=off")
	}
	return wrap("mounting an overlay on", guest, err)
}

// makeUpper makes the upper side for a directory, which shows its owner, mode and time from then on.
func (t *Tree) makeUpper(original int) (data string, upper, work int, err error) {
	folder, err := t.newFolder()
	if err != nil {
		return "", -1, -1, err
	}
	data = filepath.Join(folder, "data")
	for _, each := range []string{data, filepath.Join(folder, "work")} {
		if err := os.Mkdir(each, 0o700); err != nil {
			return "", -1, -1, err
		}
	}
	if err := likeOriginal(data, original); err != nil {
		return "", -1, -1, wrap("making", data, err)
	}
	if upper, err = openDirectory(data); err != nil {
		return "", -1, -1, err
	}
	if work, err = openDirectory(filepath.Join(folder, "work")); err != nil {
		unix.Close(upper)
		return "", -1, -1, err
	}
	return data, upper, work, nil
}

// newFolder makes a folder for an upper side; those of an earlier agent stay as they are.
func (t *Tree) newFolder() (string, error) {
	base := filepath.Join(t.places.State, "upper")
	if err := os.MkdirAll(base, 0o700); err != nil {
		return "", err
	}
	for number := len(t.overlays) + 1; ; number++ {
		folder := filepath.Join(base, strconv.Itoa(number))
		if err := os.Mkdir(folder, 0o700); !errors.Is(err, os.ErrExist) {
			return folder, err
		}
	}
}

func likeOriginal(path string, original int) error {
	var info unix.Stat_t
	if err := unix.Fstat(original, &info); err != nil {
		return err
	}
	if err := unix.Chown(path, int(info.Uid), int(info.Gid)); err != nil {
		return err
	}
	if err := unix.Chmod(path, info.Mode&0o7777); err != nil {
		return err
	}
	return unix.UtimesNanoAt(unix.AT_FDCWD, path, []unix.Timespec{info.Atim, info.Mtim}, 0)
}

// attach takes a new overlay in, and brings those that it covers back into sight. They cannot be moved where mounts
// propagate, so they are shown a second time.
func (t *Tree) attach(added *overlay) error {
	for _, each := range t.overlays {
		if !contains(added.guest, each.guest) {
			continue
		}
		if err := unix.Mount(each.path(), each.guest, "", unix.MS_BIND, ""); err != nil {
			return wrap("showing again", each.guest, err)
		}
	}
	t.overlays = append(t.overlays, added)
	return nil
}

// Close takes all mounts away; processes that use them keep them.
func (t *Tree) Close() {
	for i := len(t.overlays) - 1; i >= 0; i-- {
		_ = unix.Unmount(t.overlays[i].guest, unix.MNT_DETACH)
	}
	if t.view != nil {
		_ = unix.Unmount(t.places.View, unix.MNT_DETACH)
	}
}

func openDirectory(path string) (int, error) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, wrap("opening", path, err)
	}
	return fd, nil
}
