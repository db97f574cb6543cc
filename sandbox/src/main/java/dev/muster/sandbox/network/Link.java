package dev.muster.sandbox.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cable between two places: it forwards TCP from one address to another until it is cut or broken
 * off.
 *
 * <pre>
 *   OPEN ──cut──▶ CUT ──heal──▶ OPEN        stalled connections flow on with the bytes they held
 *   OPEN, CUT ──breakOff──▶ BROKEN ──heal──▶ OPEN        the connections of before are gone
 * </pre>
 */
public final class Link implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int MOST_CONNECTIONS = 512;
    private static final Duration ACCEPTOR_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final InetSocketAddress listen;
    private final InetSocketAddress target;
    private final Gate gate = new Gate();
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stateOfAcceptor = lock.newCondition();

    private volatile Doorway doorway;
    private boolean parked;
    private boolean closed;

    private Link(String name, InetSocketAddress listen, InetSocketAddress target)
            throws IOException {
        this.name = name;
        this.listen = listen;
        this.target = target;
        doorway = new Doorway(listen);
        startAccepting(doorway);
    }

    /**
     * Opens a link.
     *
     * @throws UncheckedIOException when the listening address is taken
     */
    public static Link open(String name, InetSocketAddress listen, InetSocketAddress target) {
        try {
            return new Link(name, listen, target);
        } catch (IOException e) {
            throw new UncheckedIOException("link " + name + ": " + e.getMessage(), e);
        }
    }

    /** The address that callers use. */
    public InetSocketAddress address() {
        return listen;
    }

    /** What the link is called in logs. */
    public String name() {
        return name;
    }

    /** What the link does with traffic now. */
    public LinkState state() {
        return gate.state();
    }

    /** How many connections run through the link. */
    public int connections() {
        return conversations.size();
    }

    /** From when this returns nothing flows, and every new connect hangs. */
    public void cut() {
        change(
                LinkState.CUT,
                () -> {
                    if (gate.state() != LinkState.OPEN) {
                        throw new IllegalStateException(
                                "link %s is %s; heal it before cutting it"
                                        .formatted(name, gate.state()));
                    }
                    gate.set(LinkState.CUT);
                    parkAcceptor();
                    doorway.block();
                });
    }

    /** From when this returns all connections are reset, and new ones are refused. */
    public void breakOff() {
        change(
                LinkState.BROKEN,
                () -> {
                    gate.set(LinkState.BROKEN);
                    doorway.close();
                    conversations.forEach(Conversation::reset);
                    doorway.awaitRefusing(ACCEPTOR_LIMIT);
                });
    }

    /** From when this returns traffic flows again. */
    public void heal() {
        change(LinkState.OPEN, this::reopen);
        try {
            doorway.awaitDrained(ACCEPTOR_LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException("link " + name + ": " + e.getMessage(), e);
        }
    }

    private void reopen() throws IOException {
        if (gate.state() == LinkState.BROKEN) {
            doorway = new Doorway(listen);
            gate.set(LinkState.OPEN);
            startAccepting(doorway);
        } else {
            doorway.unblock();
            gate.set(LinkState.OPEN);
        }
    }

    /** Ends the link and resets what runs through it. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            gate.close();
            doorway.close();
            conversations.forEach(Conversation::reset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    private void change(LinkState wanted, Change change) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("link " + name + " is closed");
            }
            if (gate.state() != wanted) {
                change.make();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("link " + name + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void parkAcceptor() throws IOException {
        long left = ACCEPTOR_LIMIT.toNanos();
        doorway.knock();
        try {
            while (!parked) {
                if (left <= 0) {
                    throw new IOException("the acceptor did not stop within " + ACCEPTOR_LIMIT);
                }
                left = stateOfAcceptor.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while cutting", e);
        }
    }

    private void startAccepting(Doorway door) {
        Thread.ofVirtual().name("link-" + name).start(() -> acceptFrom(door));
    }

    private void acceptFrom(Doorway door) {
        try {
            while (waitAtGate()) {
                SocketChannel caller = door.accept();
                if (caller != null) {
                    Thread.ofVirtual().name(name + "-connect").start(() -> connect(caller));
                }
            }
        } catch (IOException e) {
            LOG.debug("link {} stops accepting: {}", name, e.getMessage());
        }
    }

    /** Stands at the gate, visibly to {@link #parkAcceptor()}, until traffic may flow. */
    private boolean waitAtGate() {
        boolean open;
        do {
            setParked(true);
            open = gate.pass();
            setParked(false);
        } while (open && gate.state() == LinkState.CUT);
        return open;
    }

    private void setParked(boolean value) {
        lock.lock();
        try {
            parked = value;
            stateOfAcceptor.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void connect(SocketChannel caller) {
        if (!room.tryAcquire()) {
            LOG.warn("link {} already carries {} connections", name, MOST_CONNECTIONS);
            Conversation.reset(caller);
            return;
        }
        try {
            if (!gate.pass()) {
                throw new IOException("link is " + gate.state());
            }
            Conversation conversation = Conversation.open(gate, caller, target, this::end);
            conversations.add(conversation);
            conversation.flow(name);
        } catch (IOException e) {
            LOG.debug("link {} cannot reach {}: {}", name, target, e.getMessage());
            room.release();
            Conversation.reset(caller);
        }
    }

    private void end(Conversation conversation) {
        conversations.remove(conversation);
        room.release();
    }
}
