module nexus

go 1.26
