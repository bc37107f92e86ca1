namespace Sim.Core.Tracing;

/// <summary>What the numbers of an operation are called; a number whose name is empty is not written.</summary>
/// <param name="Value">Its first number, e.g. <c>bytes</c>.</param>
/// <param name="Extra">Its second number, e.g. <c>queue</c>.</param>
/// <param name="Parent">The operation it serves, e.g. <c>request</c>.</param>
public sealed record TraceKeys(string Value = "", string Extra = "", string Parent = "");
