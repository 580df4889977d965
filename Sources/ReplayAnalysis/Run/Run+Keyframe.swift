import ReplayModel
import ReplayStore

extension Run {
    /// The last step up to a moment after which a subject is stored whole; nil: there is none, and its rows count from the run's begin.
    func keyframe(of subject: KeyframeSubject, at moment: Moment) throws -> Int64? {
        try database.integer(
            "SELECT step FROM keyframe WHERE step <= ? AND subject = ? ORDER BY step DESC LIMIT 1",
            [SQLValue(moment.step), .integer(Int64(subject.rawValue))])
    }
}
