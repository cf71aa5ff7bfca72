package tree

import (
	"errors"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// renew takes away what steps wrote over these files, or that they removed them, so that the tree's own are seen. A
// directory that a step made stays.
func (t *Tree) renew(paths []string) {
	var found []string
	_ = t.asOwner(func() error {
		for _, path := range paths {
			done, err := t.uncover(path)
			if err != nil {
				t.complain(path, err)
				// Whoever reads it now may read what is not today's.
				t.record.lose()
			}
			if done {
				found = append(found, path)
			}
		}
		return nil
	})
	if len(found) == 0 {
		return
	}
	t.mutex.Lock()
	for _, path := range found {
		t.nodes.again(path)
	}
	t.mutex.Unlock()
	t.dropCaches()
}

// uncover takes away what hides one file of the tree, and tells whether there was anything.
func (t *Tree) uncover(path string) (bool, error) {
	over := t.over(path)
	if over == nil {
		return false, nil
	}
	relative, err := filepath.Rel(over.guest, path)
	if err != nil {
		return false, err
	}
	folder, name := filepath.Split(relative)
	upper, err := openBelow(over.upper, folder)
	if err != nil {
		return false, ignoreAbsence(err)
	}
	defer unix.Close(upper)
	var info unix.Stat_t
	if err := unix.Fstatat(upper, name, &info, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return false, ignoreAbsence(err)
	}
	switch {
	case isWhiteout(&info):
		return true, unix.Unlinkat(upper, name, 0)
	case info.Mode&unix.S_IFMT == unix.S_IFDIR:
		return false, nil
	}
	shown, err := openBelow(over.path(), folder)
	if err != nil {
		return false, err
	}
	defer unix.Close(shown)
	// Through the overlay, which forgets the name by it; processes that have it open keep what they have.
	if err := unix.Unlinkat(shown, name, 0); err != nil {
		return false, err
	}
	if err := unix.Fstatat(upper, name, &info, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return true, ignoreAbsence(err)
	}
	if isWhiteout(&info) {
		return true, unix.Unlinkat(upper, name, 0)
	}
	return true, nil
}

// openBelow opens a directory without following links: a step may have put one there that leads anywhere.
func openBelow(root, relative string) (int, error) {
	base, err := unix.Open(root, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	defer unix.Close(base)
	return unix.Openat2(base, "./"+relative, &unix.OpenHow{
		Flags:   unix.O_PATH | unix.O_DIRECTORY | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_BENEATH,
	})
}

// ignoreAbsence: where there is nothing, nothing hides the tree's file.
func ignoreAbsence(err error) error {
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ENOTDIR) || errors.Is(err, unix.ELOOP) {
		return nil
	}
	return err
}
