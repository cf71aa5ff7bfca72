package tree

import (
	"fmt"
	"path"
	"sort"
	"strings"

	"layerfile/agent/wire"
)

// maxName is the longest name in a directory, in bytes; maxPath the longest path and link target.
const (
	maxName = 255
	maxPath = 4096
)

// Manifest is a whole watched tree as the host describes it.
type Manifest struct {
	fresh   bool
	mounts  []string
	entries map[string]facts
	renewed []string
}

// NewManifest starts a manifest whose mounts are the guest's directories to watch.
func NewManifest(fresh bool, mounts []string) (*Manifest, error) {
	for _, mount := range mounts {
		if err := checkPath(mount); err != nil {
			return nil, err
		}
	}
	return &Manifest{fresh: fresh, mounts: mounts, entries: map[string]facts{}}, nil
}

// Add takes one entry. A path that comes twice counts as the later one.
func (m *Manifest) Add(entry wire.Entry) error {
	if err := checkPath(entry.Path); err != nil {
		return err
	}
	wanted := facts{size: entry.Size, digest: entry.Digest, target: entry.Target, exec: entry.Mode&0o100 != 0}
	switch entry.Kind {
	case "f":
		wanted.kind, wanted.target = file, ""
		if !isDigest(entry.Digest) || entry.Size < 0 {
			return fmt.Errorf("%s: %q is no digest of %d bytes", entry.Path, entry.Digest, entry.Size)
		}
	case "d":
		wanted = facts{kind: directory}
	case "l":
		wanted = facts{kind: link, target: entry.Target}
		if entry.Target == "" || len(entry.Target) >= maxPath || strings.ContainsRune(entry.Target, 0) {
			return fmt.Errorf("%s: a link cannot point to %q", entry.Path, entry.Target)
		}
	default:
		return fmt.Errorf("%s: there is no kind %q", entry.Path, entry.Kind)
	}
	m.entries[entry.Path] = wanted
	return nil
}

// Renew asks that what steps made of these files be forgotten: the tree's own are seen again.
func (m *Manifest) Renew(paths []string) error {
	for _, guest := range paths {
		if err := checkPath(guest); err != nil {
			return err
		}
	}
	m.renewed = append(m.renewed, paths...)
	return nil
}

func checkPath(guest string) error {
	if len(guest) < 2 || len(guest) >= maxPath || guest[0] != '/' || path.Clean(guest) != guest ||
		strings.ContainsRune(guest, 0) {
		return fmt.Errorf("%q is no absolute path of a watched file", guest)
	}
	for _, name := range strings.Split(guest[1:], "/") {
		if len(name) > maxName {
			return fmt.Errorf("%q: a name in it is too long", guest)
		}
	}
	return nil
}

// complete returns the entries with the directories that they and the mounts need, and all paths, parents first.
func (m *Manifest) complete(mounts []string) (map[string]facts, []string, error) {
	whole := make(map[string]facts, len(m.entries)+16)
	for guest, entry := range m.entries {
		whole[guest] = entry
	}
	// What is there already sees to its own parents.
	need := func(guest string) error {
		for ; guest != "/"; guest = path.Dir(guest) {
			if entry, there := whole[guest]; there {
				if entry.kind != directory {
					return fmt.Errorf("%s is in the tree, but no directory", guest)
				}
				return nil
			}
			whole[guest] = facts{kind: directory}
		}
		return nil
	}
	for _, mount := range mounts {
		if err := need(mount); err != nil {
			return nil, nil, err
		}
	}
	for guest := range m.entries {
		if err := need(path.Dir(guest)); err != nil {
			return nil, nil, err
		}
	}
	paths := make([]string, 0, len(whole))
	for guest := range whole {
		paths = append(paths, guest)
	}
	// A parent's path is a prefix of its children's and so sorts before them.
	sort.Strings(paths)
	return whole, paths, nil
}

// contains reports whether guest is folder or lies below it.
func contains(folder, guest string) bool {
	return folder == "/" || guest == folder || strings.HasPrefix(guest, folder+"/")
}
