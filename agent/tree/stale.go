package tree

import (
	"errors"
	"os"
	"path/filepath"
	"sort"
	"strconv"

	"golang.org/x/sys/unix"
)

// An overlay keeps a name for as long as a process uses what was there: an open file, a working directory. Where that
// went away below, or became something else, every use of the name fails with ESTALE, for other processes too. The name
// is freed by removing it through the overlay. For that moment, and only for the agent's own thread, the view shows what
// was there before; what the removal leaves behind on the upper side is taken back.

// heal makes names usable that went away while they are in use, and listings new that somebody keeps open.
func (t *Tree) heal() {
	gone, relisted := t.inUse()
	if len(gone) == 0 && len(relisted) == 0 {
		return
	}
	_ = t.asOwner(func() error {
		for _, each := range gone {
			var info unix.Stat_t
			if errors.Is(unix.Lstat(each.path, &info), unix.ESTALE) {
				if err := t.free(each); err != nil {
					t.complain(each.path, err)
				}
			}
		}
		for _, path := range relisted {
			t.renewListing(path)
		}
		return nil
	})
	t.dropCaches()
}

// inUse lists nodes that are gone but known to the kernel, parents first, and directories whose kept listings are old.
func (t *Tree) inUse() (gone []*node, relisted []string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for _, each := range t.nodes.byID {
		switch {
		case each.gone && each.lookups > 0:
			gone = append(gone, each)
		case each.relisted && each.read:
			relisted = append(relisted, each.path)
		}
		each.relisted = false
	}
	sort.Slice(gone, func(i, j int) bool { return gone[i].path < gone[j].path })
	return gone, relisted
}

// free takes a name from the overlay that holds on to it.
func (t *Tree) free(old *node) error {
	over := t.over(old.path)
	if over == nil {
		return nil
	}
	relative, err := filepath.Rel(over.guest, old.path)
	if err != nil {
		return err
	}
	t.show(old)
	defer t.show(nil)
	upper := filepath.Join(over.upper, relative)
	if old.kind == directory {
		return freeDirectory(old.path, upper)
	}
	return freeFile(old.path, upper)
}

// show makes the agent's own lookups find a node that is gone; nil ends that.
func (t *Tree) show(old *node) {
	t.mutex.Lock()
	t.shown = old
	t.mutex.Unlock()
}

// freeFile unlinks a name. What a step wrote there is kept by a second name meanwhile.
func freeFile(path, upper string) error {
	kept := besides(upper)
	written := isWritten(upper)
	if written {
		if err := os.Link(upper, kept); err != nil {
			return err
		}
	}
	if err := unix.Unlink(path); err != nil {
		if written {
			_ = os.Remove(kept)
		}
		return err
	}
	if err := removeWhiteout(upper); err != nil {
		return err
	}
	if written {
		return os.Rename(kept, upper)
	}
	return nil
}

// freeDirectory moves a directory out of the way, with those who work in it, and what steps wrote in it back.
func freeDirectory(path, upper string) error {
	written := isWritten(upper)
	if err := unix.Rename(path, besides(path)); err != nil {
		return err
	}
	if err := removeWhiteout(upper); err != nil {
		return err
	}
	moved := besides(upper)
	if !written {
		return os.RemoveAll(moved)
	}
	var info unix.Stat_t
	if err := unix.Lstat(moved, &info); err != nil {
		return err
	}
	if err := os.Mkdir(upper, 0o700); err != nil {
		return err
	}
	names, err := os.ReadDir(moved)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(moved, name.Name()), filepath.Join(upper, name.Name())); err != nil {
			return err
		}
	}
	if err := unix.Chown(upper, int(info.Uid), int(info.Gid)); err != nil {
		return err
	}
	if err := unix.Chmod(upper, info.Mode&0o7777); err != nil {
		return err
	}
	return os.Remove(moved)
}

// renewListing makes an overlay read a directory again although somebody keeps it open: it does so after a change. A
// directory with one layer is read each time anyway.
func (t *Tree) renewListing(path string) {
	over := t.over(path)
	if over == nil {
		return
	}
	relative, err := filepath.Rel(over.guest, path)
	if err != nil {
		return
	}
	if !isWritten(filepath.Join(over.upper, relative)) && unix.Faccessat(over.original, relative, unix.F_OK, 0) != nil {
		return
	}
	name := besides(filepath.Join(path, "listing"))
	if file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		file.Close()
		_ = unix.Unlink(name)
	}
}

// over is the overlay in which a path lies.
func (t *Tree) over(path string) *overlay {
	var found *overlay
	for _, each := range t.overlays {
		if contains(each.guest, path) && (found == nil || len(each.guest) > len(found.guest)) {
			found = each
		}
	}
	return found
}

// besides is a name in the same directory that nobody else uses.
func besides(path string) string {
	folder, name := filepath.Split(path)
	if len(name) > maxName/2 {
		name = name[:maxName/2]
	}
	return folder + ".layer-" + strconv.Itoa(os.Getpid()) + "-" + name
}

// isWritten reports whether a step made or changed something at a path of the upper side.
func isWritten(upper string) bool {
	var info unix.Stat_t
	return unix.Lstat(upper, &info) == nil && !isWhiteout(&info)
}

// isWhiteout reports whether this is an overlay's mark for "removed".
func isWhiteout(info *unix.Stat_t) bool {
	return info.Mode&unix.S_IFMT == unix.S_IFCHR && info.Rdev == 0
}

func removeWhiteout(upper string) error {
	var info unix.Stat_t
	if unix.Lstat(upper, &info) != nil || !isWhiteout(&info) {
		return nil
	}
	return unix.Unlink(upper)
}
