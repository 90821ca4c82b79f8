# Of nanopb's header for the contract, the numbers of the fields that the client reads and writes.
BEGIN {
	print "/* Field numbers of proto/mesogrid/v1/grid.proto. Made by `make contract` with nanopb's generator; not edited. */"
	print "#ifndef MESOGRID_CONTRACT_H\n#define MESOGRID_CONTRACT_H\n"
}
/^#define mesogrid_v1_(StreamGridRequest|StreamGridResponse|Chunk|GridEnd|GridKey|Points|GridHeader|Bounds|Lattice)_[a-z0-9_]+_tag / {
	print $1, $2, $3
}
END { print "\n#endif" }
