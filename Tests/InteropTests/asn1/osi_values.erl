%% Random values of the types in OSI.asn1, and what of them Trunkline carries: the kernel of each layer.
-module(osi_values).
-export([value/1, canonical/1, carried/2]).
-import(random_values, [perhaps/3, some/3, either/1, number/2, text/2, bits/2, octets/2, oid/0, opaque/0]).

value('RTORQ') -> open_request();
value('RTOAC') -> open_accept();
value('RTORJ') -> perhaps('userDataRJ', fun random_values:opaque/0, #{});
value('RTTP') -> number(0, 1 bsl 31);
value('RTTR') -> octets(0, 300);
value('RTAB') -> perhaps('userdataAB', fun random_values:opaque/0, abort());
value('AARQ-apdu') -> titles(["called", "calling"], information(#{'aSO-context-name' => oid()}));
value('AARE-apdu') ->
    titles(["responding"],
           information(#{'aSO-context-name' => oid(), result => number(0, 2),
                         'result-source-diagnostic' =>
                             either([fun() -> {'acse-service-user', number(0, 14)} end,
                                     fun() -> {'acse-service-provider', number(0, 2)} end])}));
value('RLRQ-apdu') -> information(perhaps(reason, fun() -> either([0, 1, 30]) end, #{}));
value('RLRE-apdu') -> value('RLRQ-apdu');
value('ABRT-apdu') ->
    information(perhaps('abort-diagnostic', fun() -> number(1, 6) end, #{'abort-source' => number(0, 1)}));
value('CP-type') ->
    either([fun() -> #{'mode-selector' => #{'mode-value' => 1}, 'normal-mode-parameters' => connect()} end,
            fun() ->
                #{'mode-selector' => #{'mode-value' => 0},
                  'x410-mode-parameters' =>
                      perhaps('applicationProtocol', fun() -> number(1, 12) end, open_request())}
            end]);
value('CPA-PPDU') ->
    either([fun() -> #{'mode-selector' => #{'mode-value' => 1}, 'normal-mode-parameters' => accept()} end,
            fun() -> #{'mode-selector' => #{'mode-value' => 0}, 'x410-mode-parameters' => open_accept()} end]);
value('CPR-PPDU') ->
    either([fun() -> {'x400-mode-parameters', perhaps('refuseReason', fun() -> number(0, 3) end, #{})} end,
            fun() -> {'normal-mode-parameters', reject()} end]);
value('Abort-type') ->
    either([fun() -> {'aru-ppdu', {'x400-mode-parameters', abort()}} end,
            fun() ->
                List = fun() ->
                           some(1, 3, fun() ->
                               #{'presentation-context-identifier' => number(1, 127), 'transfer-syntax-name' => oid()}
                           end)
                       end,
                {'aru-ppdu', {'normal-mode-parameters',
                              perhaps('presentation-context-identifier-list', List, user_data(#{}))}}
            end,
            fun() ->
                {'arp-ppdu', perhaps('provider-reason', fun() -> number(0, 6) end,
                             perhaps('event-identifier', fun() -> number(0, 32) end, #{}))}
            end]).

%% RTSE

open_request() ->
    sizes(perhaps('dialogueMode', fun() -> number(0, 1) end, #{'connectionDataRQ' => connection_data()})).

open_accept() -> sizes(#{'connectionDataAC' => connection_data()}).

sizes(Map) ->
    perhaps('checkpointSize', fun() -> number(0, 1000) end, perhaps('windowSize', fun() -> number(0, 100) end, Map)).

connection_data() ->
    either([fun() -> {open, opaque()} end,
            fun() ->
                {recover, perhaps('additionalReferenceInformation', fun() -> text(0, 2) end,
                                #{'callingSSuserReference' =>
                                      either([fun() -> {t61String, text(0, 32)} end,
                                              fun() -> {octetString, octets(0, 32)} end]),
                                  'commonReference' => random_values:utc_time()})}
            end]).

abort() ->
    perhaps('abortReason', fun() -> number(0, 7) end, perhaps('reflectedParameter', fun() -> bits(1, 8) end, #{})).

%% ACSE

titles(Parties, Map) ->
    Title = fun() -> either([fun() -> {'ap-title-form2', oid()} end, fun() -> {'ap-title-form3', text(1, 20)} end]) end,
    Qualifier = fun() ->
                    either([fun() -> {'ae-qualifier-form2', number(0, 1000)} end,
                            fun() -> {'ae-qualifier-form3', text(1, 20)} end])
                end,
    Number = fun() -> number(0, 100000) end,
    lists:foldl(
        fun(Party, Sum) ->
            Key = fun(Name) -> list_to_atom(Party ++ Name) end,
            perhaps(Key("-AP-title"), Title, perhaps(Key("-AE-qualifier"), Qualifier,
            perhaps(Key("-AP-invocation-identifier"), Number, perhaps(Key("-AE-invocation-identifier"), Number, Sum))))
        end,
        perhaps('protocol-version', fun() -> <<1:1>> end,
        perhaps('implementation-information', fun() -> text(0, 20) end, Map)),
        Parties).

information(Map) -> perhaps('user-information', fun() -> some(1, 2, fun external/0) end, Map).

external() ->
    perhaps('direct-reference', fun random_values:oid/0,
    perhaps('indirect-reference', fun() -> number(1, 127) end,
    perhaps('data-value-descriptor', fun() -> list_to_binary(text(0, 10)) end,
          #{encoding => either([fun() -> {'single-ASN1-type', opaque()} end,
                                fun() -> {'octet-aligned', opaque()} end])}))).

%% Presentation

connect() ->
    Contexts = fun() ->
                   [#{'presentation-context-identifier' => 2 * Number - 1, 'abstract-syntax-name' => oid(),
                      'transfer-syntax-name-list' => some(1, 3, fun random_values:oid/0)}
                    || Number <- lists:seq(1, number(1, 5))]
               end,
    perhaps('calling-presentation-selector', fun() -> octets(1, 4) end,
    perhaps('called-presentation-selector', fun() -> octets(1, 4) end,
    perhaps('presentation-context-definition-list', Contexts,
    perhaps('default-context-name', fun() -> #{'abstract-syntax-name' => oid(), 'transfer-syntax-name' => oid()} end,
    perhaps('initiators-nominated-context', fun() -> number(1, 127) end, requirements(user_data(#{}))))))).

accept() ->
    perhaps('responding-presentation-selector', fun() -> octets(1, 4) end,
    perhaps('presentation-context-definition-result-list', fun results/0,
    perhaps('responders-nominated-context', fun() -> number(1, 127) end, requirements(user_data(#{}))))).

reject() ->
    perhaps('protocol-version', fun() -> <<1:1>> end,
    perhaps('responding-presentation-selector', fun() -> octets(1, 4) end,
    perhaps('presentation-context-definition-result-list', fun results/0,
    perhaps('default-context-result', fun() -> number(0, 2) end,
    perhaps('provider-reason', fun() -> number(0, 7) end, user_data(#{})))))).

requirements(Map) ->
    perhaps('protocol-version', fun() -> <<1:1>> end,
    perhaps('presentation-requirements', fun() -> bits(1, 2) end,
    perhaps('user-session-requirements', fun() -> bits(1, 13) end,
    perhaps('protocol-options', fun() -> bits(1, 3) end, Map)))).

results() ->
    some(1, 5, fun() ->
        either([fun() -> perhaps('transfer-syntax-name', fun ber/0, #{result => 0}) end,
                fun() -> #{result => 1} end,
                fun() -> perhaps('provider-reason', fun() -> number(0, 3) end, #{result => 2}) end])
    end).

%% The only transfer syntax that we offer: a value in another is refused.
ber() -> {2, 1, 1}.

user_data(Map) ->
    perhaps('user-data',
          fun() ->
              {'fully-encoded-data',
               some(1, 2, fun() ->
                   perhaps('transfer-syntax-name', fun ber/0,
                         #{'presentation-context-identifier' => number(1, 127),
                           'presentation-data-values' =>
                               either([fun() -> {'single-ASN1-type', opaque()} end,
                                       fun() -> {'octet-aligned', opaque()} end])})
               end)}
          end, Map).

canonical(Value) -> Value.

%% What Trunkline carries of a value: titles, qualifiers, versions and requirements are passed over, values that are
%% octet-aligned become the types that they are encodings of, and an EXTERNAL names the transfer syntax.

carried('RTAB', Value) -> maps:remove('userdataAB', Value);
carried(Type, Value) when Type =:= 'RTORQ'; Type =:= 'RTOAC' -> references(octetString, Value);
carried(Type, Value) when Type =:= 'RLRQ-apdu'; Type =:= 'RLRE-apdu' -> maps:with([reason], Value);
carried(Type, Value) when Type =:= 'AARQ-apdu'; Type =:= 'AARE-apdu'; Type =:= 'ABRT-apdu' ->
    first_external(maps:with(['aSO-context-name', result, 'result-source-diagnostic', 'abort-source',
                              'user-information'], Value));
carried('CP-type', #{'normal-mode-parameters' := Parameters} = Value) ->
    Value#{'normal-mode-parameters' :=
               first_value(maps:merge(#{'presentation-context-definition-list' => []},
                                      maps:with(['calling-presentation-selector', 'called-presentation-selector',
                                                 'presentation-context-definition-list', 'user-data'], Parameters)))};
carried('CPA-PPDU', #{'normal-mode-parameters' := Parameters} = Value) ->
    Value#{'normal-mode-parameters' :=
               first_value(carried_results(maps:merge(
                   #{'presentation-context-definition-result-list' => []},
                   maps:with(['responding-presentation-selector', 'presentation-context-definition-result-list',
                              'user-data'], Parameters))))};
carried(Type, #{'x410-mode-parameters' := Parameters} = Value) when Type =:= 'CP-type'; Type =:= 'CPA-PPDU' ->
    Value#{'x410-mode-parameters' := references(t61String, Parameters)};
carried('CPR-PPDU', {'normal-mode-parameters', Value}) ->
    {'normal-mode-parameters',
     first_value(carried_results(maps:with(['presentation-context-definition-result-list', 'provider-reason',
                                            'user-data'], Value)))};
carried('Abort-type', {'aru-ppdu', {'normal-mode-parameters', Value}}) ->
    {'aru-ppdu', {'normal-mode-parameters', first_value(maps:with(['user-data'], Value))}};
carried(_, Value) -> Value.

%% The calling SS-user reference has the string type of the mode (X.228 clause 9).
references(Type, Map) ->
    maps:map(fun(_, {recover, #{'callingSSuserReference' := {Sent, Text}} = Identifier}) ->
                     {recover, Identifier#{'callingSSuserReference' := {Type, converted(Sent, Type, Text)}}};
                (_, Value) -> Value
             end, Map).

converted(t61String, octetString, Text) -> list_to_binary(Text);
converted(octetString, t61String, Octets) -> binary_to_list(Octets);
converted(Type, Type, Text) -> Text.

first_external(#{'user-information' := [External | _]} = Map) ->
    Kept = maps:with(['indirect-reference', encoding], External),
    Map#{'user-information' := [Kept#{'direct-reference' => {2, 1, 1},
                                      encoding := single(maps:get(encoding, Kept))}]};
first_external(Map) -> Map.

first_value(#{'user-data' := {'fully-encoded-data', [#{'presentation-data-values' := Value} = List | _]}} = Map) ->
    Kept = maps:remove('transfer-syntax-name', List),
    Map#{'user-data' := {'fully-encoded-data', [Kept#{'presentation-data-values' := single(Value)}]}};
first_value(Map) -> Map.

single({_, Octets}) -> {'single-ASN1-type', Octets}.

%% An acceptance names the transfer syntax, BER where the peer named none; a provider's rejection gives its reason.
carried_results(#{'presentation-context-definition-result-list' := Results} = Map) ->
    Map#{'presentation-context-definition-result-list' :=
             [case Result of
                  #{result := 0} -> maps:merge(#{'transfer-syntax-name' => {2, 1, 1}}, Result);
                  #{result := 1} -> Result;
                  #{result := 2} -> maps:merge(#{'provider-reason' => 0}, Result)
              end || Result <- Results]};
carried_results(Map) -> Map.
