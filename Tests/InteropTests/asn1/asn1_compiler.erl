%% What asn1ct's codec says of our encodings, and values of its own. Requests and replies go through standard input and
%% output, each with its length in four octets; within them so do the values.
%%
%%   decode TYPE OCTETS...          for each: 0 and asn1ct's encoding of what it decoded, or 1 and what is wrong
%%   make   TYPE COUNT              for each: an encoding in any form that BER permits, and asn1ct's encoding of what
%%                                  Trunkline carries of it
%%   text   TYPE OCTETS             the values in Erlang's notation
%%
%% The first octet is $d, $m or $t, the second the length of TYPE, `Module.Type`.
-module(asn1_compiler).
-export([main/0]).

%% All is loaded before anything is asked: the modules' directory may go then.
main() ->
    ok = code:ensure_modules_loaded(['P1', 'OSI', p1_values, osi_values, random_values, ber_forms]),
    Port = open_port({fd, 0, 1}, [binary, {packet, 4}, eof]),
    port_command(Port, <<"ready">>),
    serve(Port).

serve(Port) ->
    receive
        {Port, {data, <<Request, Length, Name:Length/binary, Rest/binary>>}} ->
            [Module, Type] = [list_to_atom(binary_to_list(Part)) || Part <- binary:split(Name, <<".">>)],
            port_command(Port, reply(Request, Module, Type, Rest)),
            serve(Port);
        {Port, eof} -> halt(0)
    end.

reply($d, Module, Type, Values) -> [framed(decoded(Module, Type, Value)) || Value <- values(Values)];
reply($t, Module, Type, Values) ->
    [framed(io_lib:format("~0p", [element(2, Module:decode(Type, Value))])) || Value <- values(Values)];
reply($m, Module, Type, <<Seed:64, Count:32>>) ->
    rand:seed(exsss, Seed),
    [made(Module, Type) || _ <- lists:seq(1, Count)].

values(<<>>) -> [];
values(<<Length:32, Value:Length/binary, Rest/binary>>) -> [Value | values(Rest)].

framed(Octets) -> [<<(iolist_size(Octets)):32>>, Octets].

decoded(Module, Type, Octets) ->
    try
        {ok, Value} = Module:decode(Type, Octets),
        {ok, Again} = Module:encode(Type, (tables(Module)):canonical(Value)),
        [0, Again]
    catch
        _:Reason -> [1, io_lib:format("~P", [Reason, 30])]
    end.

made(Module, Type) ->
    Value = (tables(Module)):value(Type),
    {ok, Whole} = Module:encode(Type, Value),
    {ok, Carried} = Module:encode(Type, (tables(Module)):carried(Type, Value)),
    [framed(ber_forms:other(Whole)), framed(Carried)].

tables('P1') -> p1_values;
tables('OSI') -> osi_values.
