using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;

namespace Sim.Testing.Hosts;

/// <summary>A one-vCPU VM behind a port that answers every message with one of the same size; the far end writes down the answers.</summary>
public sealed class NetBench : IWireEnd, IMessageClient
{
    /// <summary>An idle VM.</summary>
    public NetBench(HostHarness host, NicParameters port, NetPathParameters path)
    {
        Host = host;
        Network = new HostNetwork(host.Calendar, host.Dispatcher, port, path, this);
        Vm = host.AddVm("vm", 1);
        Nic = new VirtualNic(host.Calendar, host.Dispatcher, Vm, Network, path, new GuestCosts(), this);
        Network.Connect(0, Nic);
    }

    /// <summary>The host.</summary>
    public HostHarness Host { get; }

    /// <summary>Its network.</summary>
    public HostNetwork Network { get; }

    /// <summary>The VM.</summary>
    public VirtualMachine Vm { get; }

    /// <summary>Its NIC.</summary>
    public VirtualNic Nic { get; }

    /// <summary>When the guest's task had each message.</summary>
    public List<SimTime> Received { get; } = [];

    /// <summary>When each answer reached the far end.</summary>
    public List<SimTime> Answered { get; } = [];

    /// <summary>The numbers of those answers.</summary>
    public List<int> Answers { get; } = [];

    /// <inheritdoc />
    public void OnMessage(int requestId, int vcpu)
    {
        Received.Add(Host.Now);
        Nic.Send(new Frame(FlowOwner.FlowOf(0, 1), requestId, 64, 1), vcpu);
    }

    /// <inheritdoc />
    public void OnFrameArrived(in Frame frame)
    {
        Answered.Add(Host.Now);
        Answers.Add(frame.RequestId);
    }
}
