let ops = PageAllocatorBenchmark.orderZero.operations(40_000_000)
print(PageAllocatorBenchmark.orderZero.model(ops) / UInt64(ops.count))
