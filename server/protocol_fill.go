package server

import mesogridv1 "github.com/mesogrid/mesogrid/proto/mesogrid/v1"

func fill(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) *mesogridv1.GridSpec { return spec }

func checkSites(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) error { return nil }

func sitesWithout(spec *mesogridv1.GridSpec, p *mesogridv1.Protocol) []string { return nil }
