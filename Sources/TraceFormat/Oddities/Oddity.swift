// Made by Scripts/generate-oddities from Tables/: change that, and run `make generate`.
// swift-format-ignore-file

/// What a run may count as odd but replayable input, or as worth a total; the index of its count.
public enum Oddity: UInt16, CaseIterable, Sendable {
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case perfScriptMalformedLine
    /// No event kind stands for this event of the kernel; its line is kept as an unmatched event.
    case perfScriptUnknownEvent
    /// A known event lacks a field that it must have; its line is kept as an unmatched event.
    case perfScriptMissingField
    /// A known event has a value that cannot be read; its line is kept as an unmatched event.
    case perfScriptBadField
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case perfScriptCutLastLine
    /// A line belongs to the call chain of the event above it and is not read.
    case perfScriptCallChainLine
    /// An event is earlier than the one before it; it keeps its place in the file.
    case perfScriptOutOfOrder
    /// The recorded page allocation failed in the kernel, so there is nothing to replay.
    case perfScriptFailedPageAlloc
    /// A GFP flag has a name that is not known; the other flags of the event are kept.
    case perfScriptUnknownGfpFlag
    /// A system call returns whose beginning is not in the recording; the return is left out.
    case perfScriptExitWithoutEnter
    /// A system call's return is not in the recording; the call is replayed without its result.
    case perfScriptEnterWithoutExit
    /// A system call failed after it had been taken for done at its beginning.
    case perfScriptFailedCall
    /// Nothing told whether a new task is a thread; it was taken for a process.
    case perfScriptUnknownChild
    /// The recorder itself says here that it lost events.
    case perfScriptLostEvents
    /// Of an unmatched event only the name is kept, because too many different texts were kept before.
    case perfScriptShortenedText
    /// A line of the function tracers tells of a call and of no event, and is not read.
    case perfScriptFunctionLine
    /// The recording hides a pointer, as kernels do early in their boot; the event is kept without it.
    case perfScriptHiddenPointer
    /// Kernel 2.6.32 logs the free of a single page twice; the second line is left out.
    case perfScriptRepeatedPageFree
    /// Nothing tells which kernels' number a migrate type is; it was read as in kernels from 4.4 on.
    case perfScriptUnknownMigratetype
    /// A block is of MIGRATE_RESERVE, which the model has not; it was taken for HighAtomic, its successor.
    case perfScriptReserveMigratetype
    /// GFP flags are a number, and nothing tells of which kernels; it was read as in kernels from 5.1 on.
    case perfScriptUnknownGfpNumber
    /// The recording is of other kernels than the one that was named for it; it was read by what it shows.
    case perfScriptOtherKernelThanNamed
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case ftraceMalformedLine
    /// No event kind stands for this event of the kernel; its line is kept as an unmatched event.
    case ftraceUnknownEvent
    /// A known event lacks a field that it must have; its line is kept as an unmatched event.
    case ftraceMissingField
    /// A known event has a value that cannot be read; its line is kept as an unmatched event.
    case ftraceBadField
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case ftraceCutLastLine
    /// A line belongs to the call chain of the event above it and is not read.
    case ftraceCallChainLine
    /// An event is earlier than the one before it; it keeps its place in the file.
    case ftraceOutOfOrder
    /// The recorded page allocation failed in the kernel, so there is nothing to replay.
    case ftraceFailedPageAlloc
    /// A GFP flag has a name that is not known; the other flags of the event are kept.
    case ftraceUnknownGfpFlag
    /// A system call returns whose beginning is not in the recording; the return is left out.
    case ftraceExitWithoutEnter
    /// A system call's return is not in the recording; the call is replayed without its result.
    case ftraceEnterWithoutExit
    /// A system call failed after it had been taken for done at its beginning.
    case ftraceFailedCall
    /// Nothing told whether a new task is a thread; it was taken for a process.
    case ftraceUnknownChild
    /// The recorder itself says here that it lost events.
    case ftraceLostEvents
    /// Of an unmatched event only the name is kept, because too many different texts were kept before.
    case ftraceShortenedText
    /// A line of the function tracers tells of a call and of no event, and is not read.
    case ftraceFunctionLine
    /// The recording hides a pointer, as kernels do early in their boot; the event is kept without it.
    case ftraceHiddenPointer
    /// Kernel 2.6.32 logs the free of a single page twice; the second line is left out.
    case ftraceRepeatedPageFree
    /// Nothing tells which kernels' number a migrate type is; it was read as in kernels from 4.4 on.
    case ftraceUnknownMigratetype
    /// A block is of MIGRATE_RESERVE, which the model has not; it was taken for HighAtomic, its successor.
    case ftraceReserveMigratetype
    /// GFP flags are a number, and nothing tells of which kernels; it was read as in kernels from 5.1 on.
    case ftraceUnknownGfpNumber
    /// The recording is of other kernels than the one that was named for it; it was read by what it shows.
    case ftraceOtherKernelThanNamed
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case glibcLogMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case glibcLogCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case glibcLogShortenedText
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case vmallocinfoMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case vmallocinfoCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case vmallocinfoShortenedText
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case mtraceMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case mtraceCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case mtraceShortenedText
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case ltraceMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case ltraceCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case ltraceShortenedText
    /// One of the two lines of a realloc is missing; the other was taken for a free or a malloc.
    case mtraceHalfRealloc
    /// The call neither allocates nor frees, and is not read.
    case ltraceOtherCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case ltraceNestedCall
    /// The block that posix_memalign gave is not in the log; the call was left out.
    case ltraceHiddenBlock
    /// A call's beginning or its end is not in the log; it was left out.
    case ltraceUnfinishedCall
    /// A file of the recording's folder is no segment that can be read, and its calls are missing.
    case recordUnreadableSegments
    /// An event came later than its whole sorting window allows; it was replayed when it came.
    case engineLateEvents
    /// The trace's header has a key that means nothing to this program; it is kept.
    case traceUnknownHeaderKey
    /// The last line has no line end: the trace may have been cut there; the line was read as it is.
    case traceCutLastLine
    /// The event names a pointer that no earlier event gave a place; it was not replayed.
    case traceUnknownPointer
    /// An allocation's name stands for live memory already; from here on it means the new one.
    case tracePointerReused
    /// The word after madvise is none that the model knows; the call was not replayed.
    case traceUnknownAdvice
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case heaptrackMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case heaptrackCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case heaptrackShortenedText
    /// A line tells of stacks: of a node, a frame, a module or a string.
    case heaptrackStackLine
    /// The recording tells how many pages were resident, heaptrack's own among them; it is not compared.
    case heaptrackResidentMemory
    /// The program names leaks that are not to be reported; all are kept here.
    case heaptrackSuppression
    /// A block was freed by the call after the one that gave it; counted as heaptrack counts it.
    case heaptrackTemporaryAllocation
    /// The recording names a class of blocks and not the block that is freed; of several alike the oldest was taken.
    case heaptrackAmbiguousFree
    /// A block is freed of a class that has no live block here; the line is kept as an unmatched event.
    case heaptrackUnknownFree
    /// The recorder was attached to a running program; what that had allocated before is not in the recording.
    case heaptrackAttached
    /// The file's version is newer than 3, the newest that is known; it was read as version 3.
    case heaptrackNewerVersion
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case valgrindMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case valgrindCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case valgrindShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case valgrindOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case valgrindUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case valgrindNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case valgrindFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case valgrindUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case valgrindOtherLine
    /// The recorder itself says here that it lost events.
    case valgrindLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case straceMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case straceCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case straceShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case straceOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case straceUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case straceNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case straceFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case straceUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case straceOtherLine
    /// The recorder itself says here that it lost events.
    case straceLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case androidMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case androidCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case androidShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case androidOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case androidUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case androidNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case androidFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case androidUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case androidOtherLine
    /// The recorder itself says here that it lost events.
    case androidLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case logallocMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case logallocCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case logallocShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case logallocOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case logallocUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case logallocNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case logallocFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case logallocUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case logallocOtherLine
    /// The recorder itself says here that it lost events.
    case logallocLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case lttngMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case lttngCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case lttngShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case lttngOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case lttngUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case lttngNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case lttngFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case lttngUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case lttngOtherLine
    /// The recorder itself says here that it lost events.
    case lttngLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case rmmMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case rmmCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case rmmShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case rmmOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case rmmUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case rmmNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case rmmFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case rmmUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case rmmOtherLine
    /// The recorder itself says here that it lost events.
    case rmmLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case perfTraceMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case perfTraceCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case perfTraceShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case perfTraceOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case perfTraceUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case perfTraceNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case perfTraceFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case perfTraceUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case perfTraceOtherLine
    /// The recorder itself says here that it lost events.
    case perfTraceLostEvents
    /// A line has not the format's shape; it is kept as an unmatched event and does nothing.
    case bpftraceMalformedLine
    /// The last line has no line end and may be cut; it is kept as an unmatched event.
    case bpftraceCutLastLine
    /// Of an unmatched event only the beginning is kept, because too many different texts were kept before.
    case bpftraceShortenedText
    /// The call has no event: it changes nothing that is modelled, and is not read.
    case bpftraceOtherCall
    /// A call's beginning or its end is not in the log; it was left out.
    case bpftraceUnfinishedCall
    /// A call inside another one gave or freed the same block; it is one allocation.
    case bpftraceNestedCall
    /// The recorded call failed; it is kept as an unmatched event and does nothing.
    case bpftraceFailedCall
    /// Nothing told who made a new task, or whether it is a thread; it was taken for a child of the first process.
    case bpftraceUnknownChild
    /// The recorder prints something else than a call: a report, a signal, the end of a task.
    case bpftraceOtherLine
    /// The recorder itself says here that it lost events.
    case bpftraceLostEvents
    /// A record has not the shape that its kind has; it is kept as an unmatched event and does nothing.
    case perfDataMalformedRecord
    /// No event kind stands for this event of the kernel; its record is kept as an unmatched event.
    case perfDataUnknownEvent
    /// A known event lacks a field that it must have; its record is kept as an unmatched event.
    case perfDataMissingField
    /// A known event has a value that cannot be read; its record is kept as an unmatched event.
    case perfDataBadField
    /// The file ends in the middle of a record: it was cut there, and what followed is missing.
    case perfDataCutEnd
    /// An address belongs to the call chain of an event and is not read.
    case perfDataCallChainEntry
    /// An event is earlier than one that was taken before it; it keeps its place.
    case perfDataOutOfOrder
    /// The recorded page allocation failed in the kernel, so there is nothing to replay.
    case perfDataFailedPageAlloc
    /// A GFP flag has a name that is not known; the other flags of the event are kept.
    case perfDataUnknownGfpFlag
    /// A system call returns whose beginning is not in the recording; the return is left out.
    case perfDataExitWithoutEnter
    /// A system call's return is not in the recording; the call is replayed without its result.
    case perfDataEnterWithoutExit
    /// A system call failed after it had been taken for done at its beginning.
    case perfDataFailedCall
    /// Nothing told whether a new task is a thread; it was taken for a process.
    case perfDataUnknownChild
    /// The recorder itself says here that it lost events.
    case perfDataLostEvents
    /// Of an unmatched event only the name is kept, because too many different texts were kept before.
    case perfDataShortenedText
    /// A record of the function tracers tells of a call and of no event, and is not read.
    case perfDataFunctionEntry
    /// The recording hides a pointer, as kernels do early in their boot; the event is kept without it.
    case perfDataHiddenPointer
    /// Kernel 2.6.32 logs the free of a single page twice; the second record is left out.
    case perfDataRepeatedPageFree
    /// Nothing tells which kernels' number a migrate type is; it was read as in kernels from 4.4 on.
    case perfDataUnknownMigratetype
    /// A block is of MIGRATE_RESERVE, which the model has not; it was taken for HighAtomic, its successor.
    case perfDataReserveMigratetype
    /// GFP flags are a number, and nothing tells of which kernels; it was read as in kernels from 5.1 on.
    case perfDataUnknownGfpNumber
    /// The recording is of other kernels than the one that was named for it; it was read by what it shows.
    case perfDataOtherKernelThanNamed
    /// A record has not the shape that its kind has; it is kept as an unmatched event and does nothing.
    case traceDatMalformedRecord
    /// No event kind stands for this event of the kernel; its record is kept as an unmatched event.
    case traceDatUnknownEvent
    /// A known event lacks a field that it must have; its record is kept as an unmatched event.
    case traceDatMissingField
    /// A known event has a value that cannot be read; its record is kept as an unmatched event.
    case traceDatBadField
    /// The file ends in the middle of a record: it was cut there, and what followed is missing.
    case traceDatCutEnd
    /// An address belongs to the call chain of an event and is not read.
    case traceDatCallChainEntry
    /// An event is earlier than one that was taken before it; it keeps its place.
    case traceDatOutOfOrder
    /// The recorded page allocation failed in the kernel, so there is nothing to replay.
    case traceDatFailedPageAlloc
    /// A GFP flag has a name that is not known; the other flags of the event are kept.
    case traceDatUnknownGfpFlag
    /// A system call returns whose beginning is not in the recording; the return is left out.
    case traceDatExitWithoutEnter
    /// A system call's return is not in the recording; the call is replayed without its result.
    case traceDatEnterWithoutExit
    /// A system call failed after it had been taken for done at its beginning.
    case traceDatFailedCall
    /// Nothing told whether a new task is a thread; it was taken for a process.
    case traceDatUnknownChild
    /// The recorder itself says here that it lost events.
    case traceDatLostEvents
    /// Of an unmatched event only the name is kept, because too many different texts were kept before.
    case traceDatShortenedText
    /// A record of the function tracers tells of a call and of no event, and is not read.
    case traceDatFunctionEntry
    /// The recording hides a pointer, as kernels do early in their boot; the event is kept without it.
    case traceDatHiddenPointer
    /// Kernel 2.6.32 logs the free of a single page twice; the second record is left out.
    case traceDatRepeatedPageFree
    /// Nothing tells which kernels' number a migrate type is; it was read as in kernels from 4.4 on.
    case traceDatUnknownMigratetype
    /// A block is of MIGRATE_RESERVE, which the model has not; it was taken for HighAtomic, its successor.
    case traceDatReserveMigratetype
    /// GFP flags are a number, and nothing tells of which kernels; it was read as in kernels from 5.1 on.
    case traceDatUnknownGfpNumber
    /// The recording is of other kernels than the one that was named for it; it was read by what it shows.
    case traceDatOtherKernelThanNamed
    /// A record came after the round that it belongs to, which perf writes now and then; it was put in its place by its time.
    case perfDataLateRecord
    /// The kernel held an event back for a while because it came too often; nobody knows how many are missing.
    case perfDataThrottled
    /// A record is of a kind that is not known, and was passed over.
    case perfDataUnknownRecord
    /// A sample names an event that the file does not describe; it was passed over.
    case perfDataUnknownId
    /// The recorder lost events here and does not say how many: one at least.
    case traceDatUncountedLoss
    /// A request took a block from the free lists of another migrate type.
    case pageFallback
    /// A request took a block of another migrate type and its whole page block became the request's type.
    case pageFallbackChangedPageblock
    /// A recorded allocation took a frame that was not free, which was put right first.
    case pageRecordedFrameNotFree
    /// A recorded free names pages that are not allocated in the model.
    case pageRecordedFreeOfFreeFrame
    /// The starting state's guess of reserved frames was wrong for one; another frame is reserved instead.
    case pageAssumedReservedFreed
    /// The recorded page allocation failed, so there is nothing to replay; it stands in allocation_failure.
    case pagesRecordedFailure
    /// A block of pages is freed again, under its other name; it is free already, and the free was not replayed.
    case pagesDoubleFree
    /// GFP flags say movable and reclaimable at once, of which the kernel warns; the request was taken for an unmovable one.
    case pagesTwoMobilities
    /// Pages are freed that no allocation of the trace gave; the free was not replayed.
    case pagesFreeOfUnknownBlock
    /// The recorded allocation returned no memory, so there is nothing to replay.
    case slabRecordedFailure
    /// The model's kmalloc serves no object of this size; the event was not replayed.
    case slabRequestTooLarge
    /// Objects come from lowmem: __GFP_HIGHMEM and __GFP_DMA32 were taken off the request, as kernels since 4.8 do, which warn; older ones stop.
    case slabZoneFlagRemoved
    /// The event names a cache that was never made; it was not replayed.
    case slabUnknownCache
    /// A cache was in use before its making was recorded; it was made from what the event tells.
    case slabCacheMadeFromRecording
    /// A cache is made under a name that another cache has; the event was not replayed.
    case slabCacheExists
    /// No cache can have objects of this size or alignment.
    case slabCacheRefused
    /// A cache is destroyed that still has objects; it stays.
    case slabDestroyOfCacheInUse
    /// An object is freed that no allocation of the trace gave; the free was not replayed.
    case slabFreeOfUnknownObject
    /// A free names no live object of its slab: freed twice, or not at an object's begin.
    case slabBadFree
    /// An object is freed into another cache than it is from; it went back to its own.
    case slabFreeIntoWrongCache
    /// Several caches fit an object whose event names none; the model chose one of them.
    case slabCacheGuessed
    /// SLUB of the model would have given another object of the cache; the recorded one was taken.
    case slabOtherObjectThanRecorded
    /// The kernel began a new slab where the model would have had an object to give.
    case slabNewSlabNotPredicted
    /// The model would have begun a new slab where the kernel had an object to give.
    case slabNewSlabPredictedButNotUsed
    /// The model needs a new slab here, and no recorded pages are there for one.
    case slabNewSlabWithoutPages
    /// A new slab begins at a random object, which was taken from the recording and not compared.
    case slabRandomBeginsTakenDown
    /// Recorded pages are freed in which the model still has a slab; the slab was removed.
    case slabPagesFreedUnderASlab
    /// The model gave back a slab that the kernel kept; the model has it again.
    case slabGivenBackButKept
    /// No gap of the vmalloc range is large enough for the area.
    case vmallocNoAddressSpace
    /// The kernel refuses an area of this size or at this physical address; the event was not replayed.
    case vmallocRefused
    /// An area is freed that is not there; the free was not replayed.
    case vmallocFreeOfUnknownArea
    /// The event maps pages that no allocation of the trace gave; it was not replayed.
    case vmallocVmapOfUnknownPages
    /// The recorded allocation of an area failed, so there is nothing to replay.
    case vmallocRecordedFailure
    /// A recorded area overlaps one that is there, whose free is missing in the recording.
    case vmallocRecordedAreaOverlaps
    /// A recorded area has an impossible address or size; the event was not replayed.
    case vmallocRecordedAreaInvalid
    /// A recorded area lies where lazily freed ones were; their purge is missing and was made up for.
    case vmallocPurgeNotRecorded
    /// The event touches memory that was given back; anomaly says whose it is now.
    case accessUseAfterFree
    /// The event touches what a failed call returned, a null pointer.
    case accessNullPointer
    /// The event touches a kernel address at which nothing is mapped.
    case accessUnmappedKernelAddress
    /// The modelled C library returned NULL where the recorded call returned memory.
    case heapAllocationFailed
    /// The recorded call returned NULL where the modelled C library returned memory.
    case heapRecordedFailure
    /// A pointer is freed that no allocation of the trace gave; the free was not replayed.
    case heapFreeOfUnknownBlock
    /// A pointer is reallocated that no allocation of the trace gave; the call was not replayed.
    case heapReallocOfUnknownBlock
    /// The C library would have ended the program for this free: freed twice, or memory overwritten.
    case heapBadFree
    /// The C library would have ended the program for this realloc: freed before, or memory overwritten.
    case heapBadRealloc
    /// The event names a parameter of mallopt that the model does not know.
    case heapUnknownMallopt
    /// The C library's mallopt takes no such value for this parameter.
    case heapMalloptRefused
    /// The program break was moved back below the heap's top by somebody else.
    case heapBreakMovedBelowTop
    /// A recorded program break was compared with the model's.
    case heapBreaksCompared
    /// The model's program break is another one than the recorded.
    case heapOtherBreakThanRecorded
    /// No memory was left for this event, even after reclaim and kills; it failed as it would in the kernel.
    case memoryAllocationFailed
    /// The model never swaps, so turning swap off changes nothing; --set swap=0 takes it from the limits.
    case memoryNoSwap
    /// The machine has no page for the zero page at boot, so reads of untouched memory take pages.
    case memoryNoZeroPage
    /// The C library's mremap failed because no page was left for a page table.
    case memoryMremapWithoutPageTable
    /// A value was written to oom_score_adj that is outside its range; it was refused.
    case oomAdjInvalid
    /// A process without privileges lowered its oom_score_adj; it was refused.
    case oomAdjDenied
    /// Memory ran out with panic_on_oom set; the run ends here.
    case oomPanic
    /// Memory ran out and no process can be killed; the request failed.
    case oomNobodyToKill
    /// Memory ran out and nobody may be killed: the kernel panics, and the run ends here.
    case oomDeadlocked
    /// A memory policy names no node that the machine has, which the kernel refuses (EINVAL); the old one holds.
    case processPolicyWithoutNode
    /// A memory policy of a range (mbind) is not modelled where the model asks for pages; the process's own holds.
    case processRangePolicy
    /// The event names a process that is not there; it was not replayed.
    case processUnknownPid
    /// A process that the model killed goes on in the trace; its event was not replayed.
    case processEventAfterDeath
    /// A process touched an address that it may not touch, and died at once (SIGSEGV).
    case processSegmentationFault
    /// The model could not make the child of a recorded fork.
    case processForkFailed
    /// A fork makes a child whose id is in use; it was not replayed.
    case processForkOfLivePid
    /// A process that is not there forks; the fork was not replayed.
    case processForkOfUnknown
    /// A fork makes a child whose id belongs to another task; it was not replayed.
    case processForkToLivePid
    /// A process that is not there begins a program; the event was not replayed.
    case processExecOfUnknown
    /// A process ends that is not there; the event was not replayed.
    case processExitOfUnknown
    /// A process that is not there gets a name; the event was not replayed.
    case processRenameOfUnknown
    /// A process that is not there makes a thread; the event was not replayed.
    case processThreadOfUnknown
    /// A new thread's id belongs to a live process; the event was not replayed.
    case processThreadIdInUse
    /// A thread ends that is not there; the event was not replayed.
    case processEndOfUnknownThread
    /// A system call of the model returned something else than the recorded one.
    case syscallOtherResultThanRecorded
    /// The trace changes a setting that is fixed when the machine boots; it stays.
    case sysctlFixedAtBoot
    /// The kernel takes this setting, and it changes nothing here: what it is about is not modelled.
    case sysctlWithoutEffect
    /// The trace changes a setting that the command line holds; it stays.
    case sysctlHeldByCommandLine
    /// There is no setting of this name; anomaly has the nearest one.
    case sysctlUnknown
    /// The setting takes no such value; it stays as it was.
    case sysctlRefused
    /// The setting changes nothing: in placement recorded frames and addresses are those that the recording names.
    case settingDecidedByRecording
    /// The setting changes nothing: what it is about is not modelled for this kernel generation and architecture.
    case settingNotModelled
    /// The setting changes nothing: the kernel generation of this run does not have it.
    case settingOfNewerKernel
    /// The setting is about something that Linux gave up before this generation; the model follows it all the same.
    case settingOfOlderKernel
    /// The setting changes nothing: it belongs to a slab algorithm that this machine does not have.
    case settingOfOtherAlgorithm
    /// The recording came through a pipe and was read once only, so what a first reading tells is missing.
    case recordingNotSurveyed
    /// What was in use before the recording began is not known: memory was taken as empty, and what is told of it counts from there; --state tells.
    case recordingWithoutState
    /// The trace says here that events of the recording were lost.
    case recordingLostEvents
    /// A line of the recording became no event that can be replayed; its text is in anomaly.
    case recordingUnmatched
    /// An event names a processor that the machine has not; it was taken for another one (--set cpus gives it more).
    case recordingCpuNotThere
    /// The recording hides which object the event is about; the event is stored and was not replayed.
    case recordingHiddenPointer
    /// The event names its frames, but those before it left the choice to the model; it was not replayed.
    case recordingEventAmongModelledOnes
    /// The event needs frames and names none, in a run that takes them from the recording; it was not replayed.
    case recordingEventWithoutPlace
    /// A recorded page event has an order that no page allocator serves; it was not replayed.
    case recordingOrderTooLarge
    /// A recorded allocation took a frame that is in use here, so its free is missing in the recording.
    case recordingFrameNotFree
    /// A recorded frame is no RAM of the modelled machine; the event was not replayed.
    case recordingFrameOutsideRam
    /// Memory is allocated again that was not freed before; its free is missing in the recording and was made up for.
    case recordingFreeNotSeen
    /// A recorded free names a frame that is free already.
    case recordingFreeOfFreeFrame
    /// A frame is freed whose allocation is not in the recording; it was mostly made before it began.
    case recordingFreeOfUnseenFrame
    /// An object is freed whose allocation is not in the recording; it was mostly made before it began.
    case recordingFreeOfUnseenObject
    /// The kernel gave reserved memory to the page allocator, as it does at the end of boot.
    case recordingReservedFrameFreed
    /// A page of a list of pages is freed whose list is not in the recording, or was freed at once.
    case recordingBatchedWithoutFree
    /// The recording shows by a later free that a frame was taken without an event; the model took it too.
    case recordingUnseenAllocation
    /// What follows fits only if a frame was taken without an event; the model took it too.
    case recordingUnseenAllocationInferred
    /// The model's page allocator found no pages for a request that the kernel served.
    case recordingRequestNotMet
    /// The model's watermarks refuse a request that the kernel served; it got the next page all the same.
    case recordingRequestBelowWatermark
    /// A recorded refill of a per-CPU list took a block that is not free here; it was put on the list all the same.
    case recordingRefillNotFree
    /// A recorded drain gives back a block that is on no per-CPU list here; it was made free all the same.
    case recordingDrainNotStocked
    /// An event tells of the page allocator's inside, and this replay compares no such step with it.
    case recordingPageAllocatorInside
    /// A recorded page allocation is one that the model does by itself for another event, and was not replayed twice.
    case recordingPageEchoes
    /// An anonymous page belongs to a process of which nothing else is known; its owner is the recording.
    case recordingPageOfUnknownProcess
    /// A frame outlived its process or its old program, and belongs to the recording from here on.
    case recordingFrameOfFormerProcess
    /// A recorded fault lies outside user space or has no process; it was not replayed.
    case recordingFaultOutsideUserSpace
    /// A recorded fault reads a page of a file, whose frame the recording names elsewhere.
    case recordingFaultOnFilePage
    /// No mapping could be made for a recorded fault; it was not replayed.
    case recordingFaultWithoutMapping
    /// A recorded fault lies in no mapping, so one was made there for it.
    case recordingMappingMadeForFault
    /// A recorded fault was served where the mapping does not allow the access; the page was permitted.
    case recordingPermissionMadeForFault
    /// A recorded object's address is not one at which its slab has an object.
    case recordingObjectMisaligned
    /// An object is freed that was not allocated here; its allocation was made up for.
    case recordingObjectAllocationNotSeen
    /// A request found its per-CPU list empty, and the recording tells of no refill here; the model refilled it at once.
    case recordingRefillWithoutPlace
    /// The recording tells of a refill here, for which the model's free lists have no block.
    case recordingRefillNotMet
    /// The model was to drain per-CPU pages, and the recording tells of no drain; they stayed.
    case recordingDrainWithoutPlace
    /// The model would have served a request from another zone than the kernel did; it took a page of the kernel's zone.
    case recordingOtherZone
    /// A kprobe names a zone or node by an address that the starting state does not tell; the event was left out.
    case recordingZoneUnknown
    /// Compaction took a free block that is not free in the model.
    case recordingIsolatedNotFree
    /// The recording tells of a drain here on which the model had not decided; it drained the list named.
    case recordingDrainNotDecided
    /// The order of objects in a slab shows that one was taken without an event; the model took it too.
    case recordingObjectAllocationInferred
    /// A zeroed page was joined to the write fault of its task.
    case joinZeroedInFault
    /// A zeroed page outside a recorded fault was taken for one that the kernel wrote for the task.
    case joinZeroedByKernel
    /// A page was joined to the write fault of its task as a copy.
    case joinCopiedInFault
    /// A plain movable page outside a recorded fault was taken for a copy.
    case joinCopiedByKernel
    /// A page was taken for read-ahead by its flags.
    case joinReadAhead
    /// A page was taken for a buffered write to a file by its flags.
    case joinBufferedWrite
    /// A page was taken for one of a file by its flags and neighbours.
    case joinFilePage
    /// A page was taken for a page table of its task by its flags.
    case joinPageTable
    /// A block was taken for a slab by its flags.
    case joinSlabPage
    /// A page was taken for a pipe's buffer by its flags.
    case joinPipeBuffer
    /// A page was taken for a list of pages to be freed by its flags.
    case joinGatherBatch
    /// A page was joined to the vmalloc area that its task had just got.
    case joinAreaPage
    /// No rule tells what a page was allocated for.
    case joinUnknownPage
    /// An object's address lies in a block that was taken for a slab.
    case joinObjectInSlab
    /// An object's address lies in a block of unknown use, which is a slab therefore.
    case joinObjectNamesBlock
    /// An object lies in a block whose allocation is not in the recording.
    case joinObjectOfUnseenBlock
    /// An object lies in a block that serves something else by the other rules.
    case joinObjectInForeignBlock
    /// An object's address is not in the kernel's linear map.
    case joinObjectOutsideLinearMap
    /// So many pages and objects were joined by another event of the recording.
    case joinTotalJoined
    /// So many pages and objects were joined by their flags or their place in the order.
    case joinTotalGuessed
    /// So many pages and objects were joined to nothing by any rule.
    case joinTotalLeftOver
    /// Free blocks were known by their number only, and were laid where the placing rules say.
    case statePlacedBlocks
    /// Pages of per-CPU lists were known by their number only, and were laid where the placing rules say.
    case statePlacedPerCpuPages
    /// Two files of the state disagree about free blocks; the total was kept and the rest made movable.
    case stateSnapshotsDiffer
    /// A kernel log does not tell where its zones lie; each was laid where the one below it ends.
    case stateLogPlacesAssumed
    /// A report in the kernel log lacks a line or is cut; what is there was used.
    case stateLogReportDamaged
    /// The kernel stopped counting free blocks at its limit, so there were more than the file says.
    case stateCountCutShort
    /// A field of the state's file stands for nothing in the model and was left out.
    case stateUnknownField
    /// A migrate type of the state's file is none of the model's, and its blocks were left out.
    case stateUnknownMigratetype
    /// The file iomem was read without privileges, shows no addresses and was left out.
    case stateIomemWithoutAddresses
    /// The file vmallocinfo was read without privileges, shows no addresses and was left out.
    case stateVmallocinfoWithoutAddresses
    /// A slab of the state lies in pages that are not allocated there, or on a processor that is not there.
    case stateSlabNotAllocated
    /// The trace tells of its first free pages after other events; they were left out.
    case statePagesAfterOtherEvents
    /// A process of the trace's starting state could not be given its memory.
    case stateProcessDoesNotFit
    /// A vmalloc area of the trace's starting state overlaps another one and was left out.
    case stateAreaOverlaps
    /// A zone of the state has no managed pages (kernels before 3.8); all its present pages were taken as managed.
    case stateZoneinfoWithoutManaged
    /// A zone of the state manages more pages than are present; as many as are present were taken.
    case stateManagedAbovePresent
    /// Blocks of the state that are larger than the model's largest were taken as several of that.
    case stateLargeBlocksSplit
    /// A file of the state is empty and was left out.
    case stateEmptyFile
    /// The state tells nothing of a processor below another one; its per-CPU lists begin empty.
    case stateProcessorOffline
    /// No file of the state tells the architecture for sure; it was taken by what the others tell.
    case stateArchitectureAssumed
    /// The state is of an architecture that the model does not have, and is replayed on another one's page tables.
    case stateArchitectureNotModelled
    /// The trace's header names a machine that the state does not fit; the nearest to the state was taken.
    case stateHeaderMachineReplaced
    /// The state tells no lowmem_reserve; it follows from the managed pages and the machine's lowmem_reserve_ratio.
    case stateProtectionAssumed
    /// The state does not tell where the linear map begins; it was taken by the size of lowmem.
    case statePageOffsetAssumed
}
