package server

import (
	"fmt"
	"sync/atomic"
	"time"
)

// crowd counts the requests under way, from their headers to the end of their answer, on all transports together. It
// bounds what is held for requests that have not come in full, and for readers who do not read.
type crowd struct {
	now  atomic.Int64
	most int64
}

// enter counts a request, or refuses it; leave ends it.
func (c *crowd) enter() error {
	if n := c.now.Add(1); n > c.most {
		c.now.Add(-1)
		return &overload{fmt.Sprintf("%d requests are under way, the most that this server takes", c.most), time.Second}
	}
	return nil
}

func (c *crowd) leave() { c.now.Add(-1) }
