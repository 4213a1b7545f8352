// The public surface of the engine: everything the server, the web and the command line may use.
export {}
