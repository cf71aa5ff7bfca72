package tree

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"sort"
)

// The kinds of observation, as in cache/layer_cache/observations.py.
const (
	Content = "content"
	Stat    = "stat"
	Lookup  = "entry"
	Absence = "absence"
	Listing = "listing"
	Link    = "link"
)

// Absent is the value of any observation of a path that is not there.
const Absent = "absent"

// attributes are what a path is in one tree.
type attributes struct {
	kind   byte // 'f', 'd' or 'l'
	mode   uint32
	size   uint64
	digest string
	target string
}

func (a attributes) modeText() string {
	if a.mode&0o100 != 0 {
		return "755"
	}
	return "644"
}

func (a attributes) entryValue() string {
	switch a.kind {
	case 'd':
		return "dir"
	case 'l':
		return "link"
	}
	return "file " + a.modeText()
}

func (a attributes) statValue() string {
	switch a.kind {
	case 'd':
		return "dir"
	case 'l':
		return "link " + a.target
	}
	return fmt.Sprintf("file %s %d %s", a.modeText(), a.size, a.digest)
}

func (a attributes) contentValue() string {
	return a.digest + " " + a.modeText()
}

// listingValue digests names and kinds: sorted by bytes, each followed by NUL, kind, NUL.
func listingValue(kinds map[string]byte) string {
	names := make([]string, 0, len(kinds))
	for name := range kinds {
		names = append(names, name)
	}
	sort.Strings(names)
	hash := sha1.New()
	for _, name := range names {
		hash.Write([]byte(name))
		hash.Write([]byte{0, kinds[name], 0})
	}
	return hex.EncodeToString(hash.Sum(nil))
}
