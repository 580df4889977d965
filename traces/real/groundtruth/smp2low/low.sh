export PATH=/bin
mkdir -p /mnt/d; mount -t ext4 -o ro /dev/vdc /mnt/d
( cat /mnt/d/a > /dev/null; mixed 71 120 ) &
( hold 40 2; cat /mnt/d/b > /dev/null; mixed 72 120 ) &
wait
