package tree

import "testing"

func TestAnObservationCountsOnce(t *testing.T) {
	r := newRecord(10)
	r.add(Entry, "/a", "dir")
	r.add(Entry, "/a", "dir")
	r.add(Stat, "/a", "dir")
	if observations, lost := r.swap(); len(observations) != 2 || lost {
		t.Errorf("%v, lost %v", observations, lost)
	}
	r.add(Entry, "/a", "dir")
	if observations, _ := r.swap(); len(observations) != 1 {
		t.Error("the next step does not observe anew")
	}
}

func TestTooManyObservationsAreSaidToBeLost(t *testing.T) {
	r := newRecord(2)
	for _, path := range []string{"/a", "/b", "/c"} {
		r.add(Absence, path, Absent)
	}
	if observations, lost := r.swap(); len(observations) != 2 || !lost {
		t.Errorf("%v, lost %v", observations, lost)
	}
	if _, lost := r.swap(); lost {
		t.Error("the loss goes over to the next step")
	}
}

func TestANameThatIsNoTextIsLost(t *testing.T) {
	r := newRecord(10)
	r.add(Absence, "/a\xff", Absent)
	if observations, lost := r.swap(); len(observations) != 0 || !lost {
		t.Errorf("%v, lost %v", observations, lost)
	}
}
