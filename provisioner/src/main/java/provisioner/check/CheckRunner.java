package provisioner.check;

import provisioner.remote.target.RemoteException;

/** Runs one check. Each run has its own object, which may remember what an earlier attempt did. */
interface CheckRunner {

    /**
     * Makes one attempt. A check that has not passed is attempted again until its time is up.
     *
     * @throws RemoteException if a host that the check needs is lost; there is no further attempt
     */
    Verdict attempt() throws RemoteException, InterruptedException;
}
