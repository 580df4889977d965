export PATH=/bin
mkdir -p /tmp/a /tmp/b
( mixed 91 300; tar c -C / bin/busybox init lib | gzip -1 > /tmp/a/x.gz; find / -xdev > /tmp/a/list 2>/dev/null; sort /tmp/a/list > /tmp/a/s ) &
( mixed 92 250; i=0; while [ $i -lt 12 ]; do ls -l /bin > /tmp/b/o$i; grep -c busy /tmp/b/o$i > /dev/null; i=$((i+1)); done; hold 24 1; mixed 93 100 ) &
wait
rm -rf /tmp/*
