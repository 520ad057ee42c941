//! Work that is spread over the processors and comes back in order.

use std::panic::resume_unwind;
use std::thread;

/// Does `work` for each job and returns the results in the order of the jobs.
///
/// # Errors
/// That of the first job, in their order, that failed. Others may have been done.
pub(crate) fn in_order<J: Sync, R: Send, E: Send>(
    jobs: &[J],
    work: impl Fn(&J) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = jobs.len().div_ceil(threads).max(1);
    let work = &work;
    let shares: Vec<Result<Vec<R>, E>> = thread::scope(|scope| {
        let workers: Vec<_> = jobs
            .chunks(share)
            .map(|jobs| scope.spawn(move || jobs.iter().map(work).collect()))
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    let mut results = Vec::with_capacity(jobs.len());
    for share in shares {
        results.extend(share?);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_and_errors_come_in_the_order_of_the_jobs() {
        let jobs: Vec<u32> = (0..1001).collect();
        let doubled = in_order(&jobs, |job| Ok::<_, u32>(2 * job));
        assert_eq!(
            doubled.unwrap(),
            jobs.iter().map(|job| 2 * job).collect::<Vec<_>>()
        );
        let failed = in_order(
            &jobs,
            |&job| if job % 400 == 399 { Err(job) } else { Ok(()) },
        );
        assert_eq!(failed, Err(399));
        assert_eq!(in_order(&[], |job: &u32| Ok::<_, u32>(*job)), Ok(vec![]));
    }
}
