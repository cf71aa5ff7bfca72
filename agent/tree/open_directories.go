package tree

import (
	"os"
	"path/filepath"
	"strconv"
)

// openPaths are the paths of everything that processes other than the agent have open.
func openPaths() map[string]bool {
	found := map[string]bool{}
	own := strconv.Itoa(os.Getpid())
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return found
	}
	for _, process := range processes {
		if filepath.Base(process) == own {
			continue
		}
		folder := filepath.Join(process, "fd")
		descriptors, err := os.ReadDir(folder)
		if err != nil {
			continue // it has ended
		}
		for _, descriptor := range descriptors {
			if path, err := os.Readlink(filepath.Join(folder, descriptor.Name())); err == nil {
				found[path] = true
			}
		}
	}
	return found
}

// checkRoots finds out which mounts' own directories are still open. The kernel never forgets these, so that their
// having been listed would count for ever.
func (t *Tree) checkRoots() {
	t.mutex.Lock()
	var listed []*node
	for _, each := range t.overlays {
		if root := t.nodes.byPath[each.guest]; root != nil && root.read {
			listed = append(listed, root)
		}
	}
	t.mutex.Unlock()
	if len(listed) == 0 {
		return
	}
	open := openPaths()
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for _, root := range listed {
		root.read = open[root.path]
	}
}
