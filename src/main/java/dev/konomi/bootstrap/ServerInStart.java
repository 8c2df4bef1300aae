package dev.konomi.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import javax.net.SocketFactory;

/**
 * Lets the application start beside its embedded database: a connection that is asked for too early waits until the
 * server takes it. The PostgreSQL driver makes one of these for each connection, by the name that stands in the address.
 */
public final class ServerInStart extends SocketFactory {
    private static volatile CompletableFuture<Void> up = CompletableFuture.completedFuture(null);

    /** From here on connections wait for the server that {@code starting} tells of. */
    static void await(CompletableFuture<Void> starting) {
        up = starting;
    }

    /** The parameter of an address that makes its connections wait. */
    static String inAddress() {
        return "?socketFactory=" + ServerInStart.class.getName();
    }

    @Override
    public Socket createSocket() {
        up.join();
        return new Socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        up.join();
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        up.join();
        return new Socket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        up.join();
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        up.join();
        return new Socket(host, port, localHost, localPort);
    }
}
