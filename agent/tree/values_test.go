package tree

import (
	"encoding/json"
	"os"
	"testing"
)

// examples are shared with the host's tests: both sides have to compute the same strings.
const examples = "../../tests/agent/values.json"

type example struct {
	Kind  string
	Value string
	Entry *struct {
		Kind   string
		Mode   uint32
		Size   int64
		Digest string
		Target string
	}
}

func kindOf(name string) fileKind {
	return map[string]fileKind{"file": file, "dir": directory, "link": link}[name]
}

func (e example) observe(t *testing.T) string {
	t.Helper()
	tree := New(Places{State: t.TempDir()}, nil)
	about := &node{path: "/x", gone: e.Entry == nil}
	if e.Entry != nil {
		about.facts = facts{
			kind: kindOf(e.Entry.Kind), exec: e.Entry.Mode&0o100 != 0, size: e.Entry.Size, digest: e.Entry.Digest,
			target: e.Entry.Target,
		}
	}
	for kind := Content; kind <= Link; kind++ {
		if kind.String() != e.Kind {
			continue
		}
		if kind == Entry && e.Entry != nil {
			return about.entryValue()
		}
		tree.observe(kind, about)
		if observations, _ := tree.record.swap(); len(observations) == 1 {
			return observations[0].Value
		}
	}
	return "nothing"
}

func TestValuesAreWhatTheHostComputes(t *testing.T) {
	text, err := os.ReadFile(examples)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Values   []example
		Listings []struct {
			Names map[string]string
			Value string
		}
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Values) == 0 || len(all.Listings) == 0 {
		t.Fatal("there are no examples")
	}
	for _, each := range all.Values {
		if actual := each.observe(t); actual != each.Value {
			t.Errorf("%s of %+v is %q instead of %q", each.Kind, each.Entry, actual, each.Value)
		}
	}
	for _, each := range all.Listings {
		names := map[string]fileKind{}
		for name, kind := range each.Names {
			names[name] = kindOf(kind)
		}
		if actual := listingValue(names); actual != each.Value {
			t.Errorf("the listing of %v is %q instead of %q", each.Names, actual, each.Value)
		}
	}
}
