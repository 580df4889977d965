export PATH=/bin
( taskset 1 mixed 81 100; taskset 1 pol interleave 0,1 8 ) &
( taskset 2 mixed 82 100; taskset 2 pol bind 1 8 ) &
( taskset 4 mixed 83 100; taskset 4 pol preferred 0 10 ) &
( taskset 8 mixed 84 100; taskset 8 hold 30 1 ) &
wait
taskset 1 hold 50 1 & taskset 4 hold 50 1 & wait
