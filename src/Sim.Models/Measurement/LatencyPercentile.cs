namespace Sim.Models.Measurement;

/// <summary>A metric that is a percentile of a latency, so that it can be taken over the requests of all replications together.</summary>
/// <param name="Metric">The metric, e.g. <c>request.web-request.response_p99</c>.</param>
/// <param name="Latency">The latency it is a percentile of, e.g. <c>request.web-request</c>.</param>
/// <param name="Share">Share of the latencies that do not exceed it, between 0 and 1.</param>
public sealed record LatencyPercentile(string Metric, string Latency, double Share);
