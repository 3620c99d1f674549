internal import Glibc

extension Files {
    /// `path` as seen from the root; one that does not begin with a slash starts at the working directory.
    package static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        guard let directory = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(directory) }
        let start = unsafe String(cString: directory)
        return path.isEmpty || path == "." ? start : (start == "/" ? "/\(path)" : "\(start)/\(path)")
    }
}
