package tree

// healStale is filled in below: entries that went away while a process uses them.
func (t *Tree) healStale() {}
