export PATH=/bin
mkdir -p /tmp/a /tmp/b /tmp/c
( taskset 1 mixed 61 250; taskset 1 hold 20 1 ) &
( taskset 2 mixed 62 250; taskset 2 sh -c 'tar c -C / bin/busybox init lib | gzip -1 > /tmp/a/x.gz' ) &
( taskset 4 mixed 63 200; find / -xdev > /tmp/b/list 2>/dev/null; sort /tmp/b/list > /tmp/b/s ) &
( taskset 8 mixed 64 200; i=0; while [ $i -lt 8 ]; do ls -l /bin > /tmp/c/o$i; i=$((i+1)); done ) &
wait
mixed 65 80 & mixed 66 80 & mixed 67 80 & mixed 68 80 & mixed 69 80 &
wait
rm -rf /tmp/*
