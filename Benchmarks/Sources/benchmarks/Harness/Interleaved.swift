/// Runs several measurements in turn, `rounds` times, so that what else the machine does hits all of them alike.
///
/// - Returns: for each the median of its seconds.
func interleaved<Failure>(rounds: Int, _ measurements: [() throws(Failure) -> Double]) throws(Failure) -> [Double] {
    var times = [[Double]](repeating: [], count: measurements.count)
    for _ in 0..<rounds {
        for (index, measure) in measurements.enumerated() { times[index].append(try measure()) }
    }
    return times.map { $0.sorted()[rounds / 2] }
}

/// Seconds since a moment.
func seconds(since start: ContinuousClock.Instant) -> Double {
    let parts = (ContinuousClock.now - start).components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
}
