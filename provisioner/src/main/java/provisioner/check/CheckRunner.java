package provisioner.check;

import provisioner.remote.target.RemoteException;

/** One check while it runs: an object of its own each time, so that it may remember what it did in an earlier try. */
interface CheckRunner {

    /**
     * One try. A verdict that has not passed is tried again until the check's time is up.
     *
     * @throws RemoteException where a host that has to be asked can no longer be; there is no further try
     */
    Verdict attempt() throws RemoteException, InterruptedException;
}
